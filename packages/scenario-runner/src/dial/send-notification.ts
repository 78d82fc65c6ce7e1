/**
 * Sending a notification: whoever finds that somebody has not been invited yet decides to send the
 * invitation, records that, and sends it. Each decision is a mail with a Message-ID of its own.
 */

import type { Write } from "@holdfast/dial";
import { type Document, getDocument, keyspace, type Transaction } from "@holdfast/shared-state";
import { isAt } from "./is-at.ts";
import { putMadeOf } from "./made-of.ts";
import type { WriteRequest, Written } from "./race-write.ts";

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

export function sendNotification(request: WriteRequest): Write<Written | undefined> {
  const { meeting, recipient } = inviteeOf(request);
  const put = (tx: Transaction, before: Document<Invitations> | undefined) => {
    const value = withInvitation(before?.value, request);
    return putMadeOf(tx, INVITATIONS, meeting, { before, value });
  };
  return {
    lock: `invitations/${meeting}`,
    believes: isAt(keyspace.document(INVITATIONS, meeting)),
    body(tx) {
      const before = getDocument<Invitations>(tx, INVITATIONS, meeting);
      const isDue = before?.value.sent[recipient] === undefined;
      return isDue ? put(tx, before) : undefined;
    },
    act: (tx) => put(tx, getDocument<Invitations>(tx, INVITATIONS, meeting)),
  };
}
