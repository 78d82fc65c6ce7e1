/** The words of a mail. Times are the recipient's own, and always say the zone. */

import { formatInterval, type MailPayload } from "@holdfast/scheduling";

export interface MailWords {
  readonly payload: MailPayload;
  /** The recipient's zone. */
  readonly zone: string;
  readonly room: string;
  /** Undefined: no longer known. */
  readonly organizer: string | undefined;
  /** Have they been invited to this meeting before? */
  readonly isUpdate: boolean;
}

export function subjectOf({ payload, isUpdate }: MailWords): string {
  const title = oneLine(payload.meeting.title);
  if (payload.method === "CANCEL") return `Cancelled: ${title}`;
  return isUpdate ? `Updated: ${title}` : `Invitation: ${title}`;
}

export function textOf(words: MailWords): string {
  const { payload, zone, room, organizer } = words;
  const { meeting } = payload;
  const lines = [
    newsOf(words),
    "",
    `What:  ${oneLine(meeting.title)}`,
    `When:  ${formatInterval(meeting, zone)}`,
    `Where: ${oneLine(room)}`,
  ];
  if (organizer !== undefined) lines.push(`Who:   ${oneLine(organizer)} (organizer)`);
  if (payload.reason?.trim()) lines.push(`Why:   ${oneLine(payload.reason)}`);
  if (meeting.description.trim() !== "") lines.push("", withoutControls(meeting.description));
  return `${lines.join("\n")}\n`;
}

/** A cancellation of a meeting that stands is for somebody who is no longer invited to it. */
export function isUninvitation({ method, meeting }: MailPayload): boolean {
  return method === "CANCEL" && meeting.status === "standing";
}

/** For headers and for lines: nothing in it can begin another one. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

function newsOf({ payload, isUpdate }: MailWords): string {
  if (isUninvitation(payload)) return "You are no longer invited to this meeting.";
  if (payload.method === "CANCEL") return "This meeting has been cancelled.";
  if (isUpdate) return "This meeting has changed. What is below holds now.";
  return "You are invited to this meeting.";
}

function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "");
}
