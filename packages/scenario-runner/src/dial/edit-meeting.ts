/**
 * Editing a meeting: what it becomes is made of what it was, so an edit that was made of an older
 * version undoes somebody else's. Each edit names the one that it was made of.
 */

import {
  type Document,
  getDocument,
  keyspace,
  type Transaction,
  toDocument,
  type VersionGuard,
} from "@holdfast/shared-state";
import { putMadeOf } from "./made-of.ts";
import type { Write, WriteRequest } from "./write.ts";

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

export function editMeeting(request: WriteRequest): Write<unknown> {
  const meeting = meetingOf(request);
  const put = (tx: Transaction, before: Document<Edit> | undefined, guard?: VersionGuard) =>
    putMadeOf(tx, MEETINGS, meeting, { before, value: edited(before?.value, request) }, guard);
  return {
    lock: `meeting/${meeting}`,
    key: keyspace.document(MEETINGS, meeting),
    allows: () => true,
    perform: (tx) => put(tx, getDocument(tx, MEETINGS, meeting)),
    performIfUnchanged(tx, seen) {
      const before = toDocument<Edit>(meeting, seen);
      return put(tx, before, { ifVersion: before?.version ?? 0 }) ?? "overtaken";
    },
    performUnderLocks: (tx, seen) => put(tx, toDocument(meeting, seen)),
  };
}
