/**
 * One mail, as iMIP wants it (RFC 6047): a text for people, and as its alternative the iCalendar
 * object, whose method the part's type repeats.
 *
 * Pure: who is known and what they are called is looked up before.
 */

import {
  type InvitationInput,
  invitation,
  invited,
  type MailPayload,
  type Person,
} from "@holdfast/scheduling";
import type { SendMailOptions } from "nodemailer";
import { isUninvitation, oneLine, subjectOf, textOf } from "./mail-text.ts";
import type { Sender } from "./sender.ts";

export interface MailFacts {
  readonly payload: MailPayload;
  readonly messageId: string;
  readonly recipient: Person;
  /** By id: those who are still known, of the organizer and everybody who is invited. */
  readonly people: ReadonlyMap<string, Person>;
  readonly room: string;
  /** Has the recipient been sent an earlier mail about this meeting? */
  readonly isUpdate: boolean;
  /** When this state of the meeting was made known. Wall time in milliseconds. */
  readonly decidedAt: number;
}

/** Not taken from any setting: a meeting keeps one UID for life. */
export function meetingUid(meetingId: string): string {
  return `${meetingId}@holdfast`;
}

/** @throws ZodError when something in it cannot be put into an invitation */
export function composeMail(facts: MailFacts, sender: Sender): SendMailOptions {
  const { payload, messageId, recipient, people, room, isUpdate } = facts;
  const organizer = people.get(payload.meeting.organizer);
  const words = { payload, zone: recipient.zone, room, organizer: organizer?.name, isUpdate };
  return {
    messageId,
    from: { name: sender.name, address: sender.address },
    to: mailbox(recipient),
    ...(organizer ? { replyTo: mailbox(organizer) } : {}),
    envelope: { from: sender.address, to: [recipient.email] },
    subject: subjectOf(words),
    // So that nobody's "I am away" is sent in answer (RFC 3834).
    headers: { "Auto-Submitted": "auto-generated" },
    text: textOf(words),
    alternatives: [
      {
        contentType: `text/calendar; charset=utf-8; method=${payload.method}; component=VEVENT`,
        content: calendarOf(facts, sender),
        contentTransferEncoding: "base64",
      },
    ],
    // Whatever a title looks like, it is never taken for the name of a file or a page.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function calendarOf({ payload, people, room, decidedAt }: MailFacts, sender: Sender): string {
  const { meetingId, method, meeting, reason } = payload;
  const { sequence, start, end, zone, title, description } = meeting;
  const organizer = people.get(meeting.organizer);
  return invitation({
    ...{ method, uid: meetingUid(meetingId), sequence, start, end, zone, title, description },
    location: room,
    organizer: organizer
      ? { name: organizer.name, email: organizer.email }
      : { name: sender.name, email: sender.address },
    attendees: attendeesOf(payload, people),
    dtstamp: decidedAt,
    ...(reason?.trim() ? { comment: reason } : {}),
  });
}

/** Who is uninvited is told of themselves only; the others still meet (RFC 5546, 3.2.5). */
function attendeesOf(payload: MailPayload, people: ReadonlyMap<string, Person>) {
  const ids = isUninvitation(payload) ? [payload.recipient] : invited(payload.meeting);
  return ids.flatMap((id): InvitationInput["attendees"] => {
    const person = people.get(id);
    if (!person) return [];
    return [{ name: person.name, email: person.email, role: roleOf(id, payload) }];
  });
}

function roleOf(id: string, { meeting }: MailPayload) {
  if (id === meeting.organizer) return "chair";
  return meeting.required.includes(id) ? "required" : "optional";
}

function mailbox({ name, email }: Person): { name: string; address: string } {
  return { name: oneLine(name), address: email };
}
