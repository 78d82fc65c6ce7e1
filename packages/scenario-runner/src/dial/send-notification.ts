/**
 * Sending a notification: whoever finds that somebody has not been invited yet decides to send the
 * invitation, records that, and sends it. Each decision is a mail with a Message-ID of its own.
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

export const INVITATIONS = "dial-invitations";

/** So many people are invited to each meeting. */
const RECIPIENTS = 4;

/** Who has been invited to a meeting. */
export interface Invitations {
  /** The latest decision, which is also a mail's Message-ID. */
  readonly id: string;
  /** The decision that it was made after; absent: there was none. */
  readonly madeOf?: string;
  /** The Message-ID, by recipient. */
  readonly sent: Readonly<Record<string, string>>;
}

export interface Invitee {
  readonly meeting: string;
  readonly recipient: string;
}

export function inviteeOf({ race, number }: Pick<WriteRequest, "race" | "number">): Invitee {
  const meeting = `${race}/${Math.floor(number / RECIPIENTS)}`;
  return { meeting, recipient: `person-${number % RECIPIENTS}` };
}

export function withInvitation(
  before: Invitations | undefined,
  request: WriteRequest,
): Invitations {
  const { id } = request;
  const { recipient } = inviteeOf(request);
  return { id, ...(before && { madeOf: before.id }), sent: { ...before?.sent, [recipient]: id } };
}

export function sendNotification(request: WriteRequest): Write<unknown> {
  const { meeting, recipient } = inviteeOf(request);
  const isDue = (before: Document<Invitations> | undefined) =>
    before?.value.sent[recipient] === undefined;
  const invitations = (seen: unknown) => toDocument<Invitations>(meeting, seen);
  const put = (tx: Transaction, before: Document<Invitations> | undefined, guard?: VersionGuard) =>
    putMadeOf(
      tx,
      INVITATIONS,
      meeting,
      { before, value: withInvitation(before?.value, request) },
      guard,
    );
  return {
    lock: `invitations/${meeting}`,
    key: keyspace.document(INVITATIONS, meeting),
    allows: (seen) => isDue(invitations(seen)),
    perform(tx) {
      const before = getDocument<Invitations>(tx, INVITATIONS, meeting);
      return isDue(before) ? put(tx, before) : undefined;
    },
    performIfUnchanged(tx, seen) {
      const before = invitations(seen);
      return put(tx, before, { ifVersion: before?.version ?? 0 }) ?? "overtaken";
    },
    performUnderLocks: (tx, seen) => put(tx, invitations(seen)),
  };
}
