/** What an agent of a race asks for, what it was told, and what it took. */

import type { Performed } from "@holdfast/dial";

/** What an agent asks for. All of it is drawn before the transaction. */
export interface WriteRequest {
  /** Each race has rooms, meetings and locks of its own. */
  readonly race: string;
  /** Which slot, meeting or recipient: two that ask for one number are in each other's way. */
  readonly number: number;
  /** Never used for another request. */
  readonly id: string;
  readonly by: string;
  /** Wall time. */
  readonly now: number;
}

/** Of a document: the version that it was made of, and the one that it has become. */
export interface Written {
  readonly basedOn?: number;
  readonly version?: number;
}

/** What an agent was told, and what it took. */
export interface Attempt
  extends Written,
    Pick<Performed<unknown>, "retries" | "waitedMs" | "fence"> {
  readonly outcome: "ok" | "refused";
  /** Of the commit; absent when nothing was written. */
  readonly revision?: number;
}

/** Undefined: nothing was written. */
export function attempt({ value, revision, ...took }: Performed<Written | undefined>): Attempt {
  if (!value) return { ...took, outcome: "refused" };
  return { ...took, ...value, outcome: "ok", revision };
}
