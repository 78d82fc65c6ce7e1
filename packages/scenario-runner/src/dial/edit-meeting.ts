/**
 * Editing a meeting: what it becomes is made of what it was, so an edit that was made of an older
 * version undoes somebody else's. Each edit names the one that it was made of.
 */

import type { Write } from "@holdfast/dial";
import {
  type Document,
  getDocument,
  keyspace,
  type Transaction,
  toDocument,
} from "@holdfast/shared-state";
import { isAt } from "./is-at.ts";
import { putMadeOf } from "./made-of.ts";
import type { WriteRequest, Written } from "./race-write.ts";

export const MEETINGS = "dial-meeting";

/** A meeting's document is its latest edit. */
export interface Edit {
  readonly id: string;
  readonly title: string;
  /** The edit that it was made of; absent: there was none. */
  readonly madeOf?: string;
}

export function meetingOf({ race, number }: Pick<WriteRequest, "race" | "number">): string {
  return `${race}/${number}`;
}

export function edited(before: Edit | undefined, { id, by }: WriteRequest): Edit {
  return { id, title: `Planning, as ${by} has it`, ...(before && { madeOf: before.id }) };
}

export function editMeeting(request: WriteRequest): Write<Written | undefined> {
  const meeting = meetingOf(request);
  const key = keyspace.document(MEETINGS, meeting);
  const put = (tx: Transaction, before: Document<Edit> | undefined) =>
    putMadeOf(tx, MEETINGS, meeting, { before, value: edited(before?.value, request) });
  return {
    lock: `meeting/${meeting}`,
    believes: isAt(key),
    body: (tx) => put(tx, getDocument(tx, MEETINGS, meeting)),
    act: (tx, seen) => put(tx, toDocument(meeting, seen.get(key))),
  };
}
