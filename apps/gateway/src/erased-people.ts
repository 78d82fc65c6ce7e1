/**
 * What is left of a person who was erased: that there was one under this id. The id stands in the
 * events of their meetings, and must not come to mean somebody else.
 */

import { getDocument, type Reader, readDocument, type Snapshot } from "@holdfast/shared-state";
import { toInstantOut } from "./instants.ts";
import { Problem } from "./problems.ts";

export const ERASED_PEOPLE = "erased-person";

export interface ErasedPerson {
  /** Wall time in milliseconds. */
  readonly erasedAt: number;
  /** False: their traces in the past may still be there, until `DELETE` is repeated. */
  readonly complete: boolean;
}

export function erasedPerson(reader: Reader, id: string): ErasedPerson | undefined {
  return getDocument<ErasedPerson>(reader, ERASED_PEOPLE, id)?.value;
}

export async function readErasedPerson(
  snapshot: Snapshot,
  id: string,
): Promise<ErasedPerson | undefined> {
  return (await readDocument<ErasedPerson>(snapshot, ERASED_PEOPLE, id))?.value;
}

/** Who is invited, but need not come, may be erased before the meeting. */
export async function notErased(snapshot: Snapshot, ids: readonly string[]): Promise<string[]> {
  const erased = await Promise.all(ids.map((id) => readErasedPerson(snapshot, id)));
  return ids.filter((_id, index) => !erased[index]);
}

export function personErased({ erasedAt }: ErasedPerson): Problem {
  return new Problem("person-erased", { members: { erasedAt: toInstantOut(erasedAt) } });
}
