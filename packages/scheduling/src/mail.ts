/**
 * What is to be sent, to whom, about which meeting: the tasks of the notification agent.
 *
 * One task per recipient, in a lane of the meeting and the recipient, so that a CANCEL never overtakes
 * the REQUEST. The Message-ID follows from what is sent: it is the same on every retry.
 */

import { enqueueTask, type Transaction } from "@holdfast/shared-state";
import { invited, type Meeting } from "./meeting.ts";

export const MAIL_QUEUE = "mail";
export const SEND_MAIL = "send-mail";

/** With the backoff between them, a mail server may be away for some ten minutes. */
const MAIL_ATTEMPTS_MAX = 20;

export type MailMethod = "REQUEST" | "CANCEL";

export interface MailPayload {
  readonly meetingId: string;
  readonly recipient: string;
  readonly method: MailMethod;
  /** The meeting as it stood when the mail was decided on. */
  readonly meeting: Meeting;
  /** Of a cancellation: why, in the words of whoever cancelled. */
  readonly reason?: string;
}

/** Who decided on the mail, and when. */
export interface MailDecision {
  /** Wall time in milliseconds. */
  readonly now: number;
  /** The saga that the mail belongs to. */
  readonly correlation?: string;
}

export function enqueueMail(tx: Transaction, payload: MailPayload, decision: MailDecision): void {
  const { meetingId, recipient } = payload;
  enqueueTask(tx, {
    queue: MAIL_QUEUE,
    id: mailId(payload),
    kind: SEND_MAIL,
    payload,
    lane: `mail/${meetingId}/${recipient}`,
    attemptsMax: MAIL_ATTEMPTS_MAX,
    ...decision,
  });
}

/** One task for each of them. Optional attendees are invited like the others. */
export function enqueueMails(
  tx: Transaction,
  mail: Omit<MailPayload, "recipient">,
  decision: MailDecision,
  recipients: readonly string[] = invited(mail.meeting),
): void {
  for (const recipient of recipients) enqueueMail(tx, { ...mail, recipient }, decision);
}

/** Names one mail: what it says, about which state of the meeting, to whom. */
export function mailId({ meetingId, recipient, method, meeting }: MailPayload): string {
  return `${meetingId}/${meeting.sequence}/${method.toLowerCase()}/${recipient}`;
}

export function messageId(payload: MailPayload, domain: string): string {
  return `<${mailId(payload).replaceAll("/", ".")}@${domain}>`;
}
