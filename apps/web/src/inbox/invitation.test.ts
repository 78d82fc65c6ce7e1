import { expect, test } from "vitest";
import { readInvitation } from "./invitation.ts";

function calendar(...event: readonly string[]): string {
  const head = ["BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VTIMEZONE", "TZID:Europe/Berlin"];
  const zone = ["BEGIN:STANDARD", "DTSTART:19701025T030000", "END:STANDARD", "END:VTIMEZONE"];
  const all = [...head, ...zone, "BEGIN:VEVENT", ...event, "END:VEVENT", "END:VCALENDAR", ""];
  return all.join("\r\n");
}

test("an invitation says what, when, where, and who", () => {
  const text = calendar(
    ...["UID:m1@holdfast", "SEQUENCE:2", "SUMMARY:Plans\\, all of them", "LOCATION:Alan Turing"],
    "DTSTART;TZID=Europe/Berlin:20261126T103000",
    "DTEND:20261126T100000Z",
    "ORGANIZER;CN=Ada:mailto:ada@example.org",
    "ATTENDEE;CN=Bob;ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED:MAILTO:bob@example.org",
  );
  const read = readInvitation(text);
  expect(read).toMatchObject({ method: "REQUEST", uid: "m1@holdfast", sequence: 2, others: 0 });
  expect(read).toMatchObject({ summary: "Plans, all of them", location: "Alan Turing" });
  expect(read?.start).toMatchObject({ instant: "2026-11-26T09:30:00.000Z", zone: "Europe/Berlin" });
  expect(read?.end).toMatchObject({ instant: "2026-11-26T10:00:00.000Z", zone: "utc" });
  expect(read?.organizer).toMatchObject({ name: "Ada", address: "ada@example.org" });
  expect(read?.attendees).toEqual([
    { name: "Bob", address: "bob@example.org", role: "OPT-PARTICIPANT", answer: "ACCEPTED" },
  ]);
});

test("the zone's own start, and an alarm's description, are not the event's", () => {
  const alarm = ["BEGIN:VALARM", "DESCRIPTION:Wake up", "DTSTART:20200101T000000Z", "END:VALARM"];
  const read = readInvitation(calendar(...alarm, "SUMMARY:x"));
  expect(read).toMatchObject({ summary: "x", description: undefined, start: undefined });
});

test("of a time that clocks show twice, the first is meant", () => {
  const read = readInvitation(calendar("DTSTART;TZID=Europe/Berlin:20261025T023000"));
  expect(read?.start?.instant).toBe("2026-10-25T00:30:00.000Z");
});

test("a time in an unknown zone, or in none, stays as it is written", () => {
  const unknown = readInvitation(calendar("DTSTART;TZID=Mars/Base:20261126T103000"));
  expect(unknown?.start).toMatchObject({ instant: undefined, written: "20261126T103000" });
  const floating = readInvitation(calendar("DTSTART:20261126T103000"));
  expect(floating?.start).toMatchObject({ instant: undefined, zone: undefined });
  const day = readInvitation(calendar("DTSTART;VALUE=DATE:20261126"));
  expect(day?.start).toMatchObject({ isWholeDay: true, written: "20261126" });
});

test("hostile names stay text, and nothing is no invitation", () => {
  const read = readInvitation(calendar("SUMMARY:<img src=x onerror=alert(1)>"));
  expect(read?.summary).toBe("<img src=x onerror=alert(1)>");
  expect(readInvitation("<html>")).toBeUndefined();
  expect(readInvitation("")).toBeUndefined();
});

test("of several events the first is shown, and the others are counted", () => {
  const read = readInvitation(calendar("SUMMARY:a", "END:VEVENT", "BEGIN:VEVENT", "SUMMARY:b"));
  expect(read).toMatchObject({ summary: "a", others: 1 });
});
