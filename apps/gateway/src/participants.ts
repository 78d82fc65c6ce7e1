/** Who comes: each person once, the organizer among the required, and all of them known. */

import { ATTENDEES_MAX, PEOPLE, type Person } from "@holdfast/scheduling";
import { readDocument, type Snapshot } from "@holdfast/shared-state";
import { type FieldError, invalid } from "./problems.ts";

export interface Participants {
  readonly organizer: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** @throws Problem `request-invalid`, naming for example `required[1]` */
export async function readParticipants(
  snapshot: Snapshot,
  { organizer, required, optional }: Participants,
): Promise<Participants> {
  const faults = [
    ...(await unknownPeople(snapshot, "organizer", [organizer])),
    ...(await unknownPeople(snapshot, "required", required)),
    ...(await unknownPeople(snapshot, "optional", optional)),
  ];
  const coming = [...new Set([organizer, ...required])];
  const invitedToo = [...new Set(optional)];
  for (const [index, id] of optional.entries()) {
    if (!coming.includes(id)) continue;
    faults.push({ field: `optional[${index}]`, message: `${id} is required already` });
  }
  if (coming.length + invitedToo.length > ATTENDEES_MAX) {
    const field = coming.length > ATTENDEES_MAX ? "required" : "optional";
    const message = `must not make it more than ${ATTENDEES_MAX} people, the organizer among them`;
    faults.push({ field, message });
  }
  if (faults.length > 0) throw invalid(...faults);
  return { organizer, required: coming, optional: invitedToo };
}

async function unknownPeople(
  snapshot: Snapshot,
  field: string,
  ids: readonly string[],
): Promise<FieldError[]> {
  const people = await Promise.all(ids.map((id) => readDocument<Person>(snapshot, PEOPLE, id)));
  return people.flatMap((person, index) => {
    if (person) return [];
    const message = `there is no person ${ids[index]}`;
    return [{ field: field === "organizer" ? field : `${field}[${index}]`, message }];
  });
}
