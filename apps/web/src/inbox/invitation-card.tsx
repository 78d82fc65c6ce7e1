/** An invitation in readable form: a leaf of a calendar, and beside it what, when, where and who. */

import { DateTime } from "luxon";
import type { JSX } from "preact";
import { dayName, timeSpan, viewerZone, zoneName } from "../time/format.ts";
import type { Invitation, Participant, WrittenTime } from "./invitation.ts";
import "./invitation-card.css";

const ROLES: Readonly<Record<string, string>> = {
  CHAIR: "organizer",
  "OPT-PARTICIPANT": "optional",
  "NON-PARTICIPANT": "for information",
};
const ANSWERS: Readonly<Record<string, string>> = {
  ACCEPTED: "accepted",
  DECLINED: "declined",
  TENTATIVE: "perhaps",
};

export function InvitationCard({ invitation }: { invitation: Invitation }): JSX.Element {
  const { summary, description, location, start, end, organizer, attendees } = invitation;
  const isCancelled = invitation.method === "CANCEL" || invitation.status === "CANCELLED";
  const isOrganizer = ({ address }: Participant) =>
    address.toLowerCase() === organizer?.address.toLowerCase();
  return (
    <section class={isCancelled ? "invitation cancelled" : "invitation"} aria-label="Invitation">
      {start?.instant && <Leaf instant={start.instant} zone={start.zone ?? viewerZone} />}
      <div class="invitation-what">
        <h3>
          {summary ?? "A meeting without a title"}
          {isCancelled && <strong class="invitation-cancelled"> is cancelled</strong>}
        </h3>
        <dl>
          <dt>When</dt>
          <dd>
            <When start={start} end={end} />
          </dd>
          {location && <Row name="Where">{location}</Row>}
          {organizer && <Row name="Organizer">{nameOf(organizer)}</Row>}
          {attendees.length > 0 && (
            <Row name="Invited">
              <ul>
                {attendees.map((attendee) => (
                  <li key={attendee.address}>
                    {nameOf(attendee)} <Notes of={attendee} isOrganizer={isOrganizer(attendee)} />
                  </li>
                ))}
              </ul>
            </Row>
          )}
          {description && <Row name="About">{description}</Row>}
        </dl>
        <p class="soft small">
          {invitation.sequence === undefined ? "" : `Sequence ${invitation.sequence} of `}
          <code>{invitation.uid}</code>
          {invitation.others > 0 && ` (and ${invitation.others} more events)`}
        </p>
      </div>
    </section>
  );
}

function Row({ name, children }: { name: string; children: JSX.Element | string }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Leaf({ instant, zone }: { instant: string; zone: string }): JSX.Element {
  const day = DateTime.fromISO(instant, { zone }).setLocale("en-GB");
  return (
    <div class="leaf" aria-hidden="true">
      <span>{day.toFormat("LLL yyyy")}</span>
      <strong>{day.toFormat("d")}</strong>
      <span>{day.toFormat("cccc")}</span>
    </div>
  );
}

/** In the zone of the invitation, and in the reader's when their clocks differ. */
function When({
  start,
  end = start,
}: {
  start: WrittenTime | undefined;
  end: WrittenTime | undefined;
}): JSX.Element {
  if (!start) return <>Not said</>;
  if (!start.instant || !end?.instant) return <>{writtenSpan(start, end)}</>;
  const zone = start.zone ?? viewerZone;
  const inZone = spanIn(start.instant, end.instant, zone);
  const here = spanIn(start.instant, end.instant, viewerZone);
  return (
    <>
      {inZone} <span class="soft">{zoneName(zone, start.instant)}</span>
      {here !== inZone && (
        <span class="soft">
          <br />
          {here} {zoneName(viewerZone, start.instant)}
        </span>
      )}
    </>
  );
}

function spanIn(start: string, end: string, zone: string): string {
  return `${dayName(start, zone)}, ${timeSpan(start, end, zone)}`;
}

function writtenSpan(start: WrittenTime, end: WrittenTime | undefined): string {
  if (start.isWholeDay) return `${DateTime.fromISO(start.written).toFormat("d LLL yyyy")}, all day`;
  const zone = start.zone ? `in the zone ${start.zone}, which is not known here` : "local time";
  return `${start.written}${end ? `–${end.written}` : ""} (${zone})`;
}

function nameOf({ name, address }: Participant): string {
  return name ?? address;
}

function Notes({ of, isOrganizer }: { of: Participant; isOrganizer: boolean }): JSX.Element | null {
  const role = isOrganizer ? "organizer" : (ROLES[of.role ?? ""] ?? "");
  const answer = ANSWERS[of.answer ?? ""] ?? "";
  const notes = [role, answer].filter((note) => note !== "").join(", ");
  return notes === "" ? null : <span class="soft small">{notes}</span>;
}
