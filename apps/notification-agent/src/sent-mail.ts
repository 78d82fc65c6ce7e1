/**
 * What became of each mail, recorded in the commit that completes its task.
 *
 * Of each meeting and recipient the latest sequence that was sent is kept under a key of its own: a
 * dead letter that a person replays later can then be told to be out of date. Records name people by
 * id only, so that a person can be erased.
 */

import { type MailMethod, type MailPayload, mailId } from "@holdfast/scheduling";
import { getDocument, putDocument, type Reader, type Transaction } from "@holdfast/shared-state";

export const SENT_MAIL = "sent-mail";
export const LATEST_MAIL = "latest-mail";

interface Mail {
  readonly messageId: string;
  /** A person's id. */
  readonly recipient: string;
  readonly method: MailMethod;
  readonly sequence: number;
}

export interface Sent extends Mail {
  /** Wall time in milliseconds. */
  readonly sentAt: number;
  /** What the mail server answered. */
  readonly smtpResponse: string;
}

export interface Skipped extends Mail {
  readonly skippedAt: number;
  readonly because: SkipReason;
}

export type SkipReason =
  /** The person has been removed since. */
  | "recipient-unknown"
  /** They have been sent this or something newer about the meeting already. */
  | "superseded";

/** Filed under the mail's id (`mailId`). */
export type MailRecord = Sent | Skipped;

/** The latest that the recipient has been sent about that meeting. */
export interface LatestMail {
  readonly method: MailMethod;
  readonly sequence: number;
}

export function latestMail(reader: Reader, payload: MailPayload): LatestMail | undefined {
  return getDocument<LatestMail>(reader, LATEST_MAIL, conversation(payload))?.value;
}

export function recordMail(tx: Transaction, payload: MailPayload, record: MailRecord): void {
  if ("sentAt" in record) {
    const { method, sequence } = record;
    putDocument<LatestMail>(tx, LATEST_MAIL, conversation(payload), { method, sequence });
  }
  const id = mailId(payload);
  const earlier = getDocument<MailRecord>(tx, SENT_MAIL, id)?.value;
  // That a mail was sent stays on record also when it is asked for a second time.
  if (!earlier || !("sentAt" in earlier)) putDocument<MailRecord>(tx, SENT_MAIL, id, record);
}

function conversation({ meetingId, recipient }: MailPayload): string {
  return `${meetingId}/${recipient}`;
}
