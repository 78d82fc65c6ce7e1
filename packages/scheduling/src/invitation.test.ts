import fc from "fast-check";
import ICAL from "ical.js";
import { describe, expect, test } from "vitest";
import { readCalendar } from "./calendar.ts";
import { busyIntervals } from "./commitments.ts";
import { emailAddress, type InvitationInput, invitation } from "./invitation.ts";
import { HOUR_MS } from "./wall-clock.ts";

const utc = (text: string) => Date.parse(text);

const input: InvitationInput = {
  method: "REQUEST",
  uid: "meeting-1@holdfast.example",
  sequence: 0,
  start: utc("2026-11-23T08:00Z"),
  end: utc("2026-11-23T09:00Z"),
  zone: "Europe/Berlin",
  title: "Planning",
  description: "Bring numbers,\nand biscuits; both.",
  location: "Alan Turing",
  organizer: { name: "Ada", email: "ada@holdfast.example" },
  attendees: [
    { name: "Grace", email: "grace@holdfast.example", role: "required" },
    { name: "Haruki 晴樹", email: "haruki@holdfast.example", role: "optional" },
  ],
  dtstamp: utc("2026-11-20T12:00:00Z"),
};

/** Reads it back with a parser that knows nothing of how it was written. */
function readBack(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const event = calendar.getFirstSubcomponent("vevent")!;
  const value = (name: string) => String(event.getFirstPropertyValue(name));
  const names = event.getAllProperties().map(({ name }) => name);
  const attendees = event.getAllProperties("attendee");
  return { calendar, event, value, names, attendees };
}

describe("an invitation", () => {
  test("says what RFC 5546 asks of a request", () => {
    const { calendar, value, attendees } = readBack(invitation(input));
    expect(calendar.getFirstPropertyValue("method")).toBe("REQUEST");
    expect(value("uid")).toBe(input.uid);
    expect(value("sequence")).toBe("0");
    expect(value("status")).toBe("CONFIRMED");
    expect(value("dtstamp")).toBe("2026-11-20T12:00:00Z");
    expect(value("description")).toBe(input.description);
    expect(value("organizer")).toBe("mailto:ada@holdfast.example");
    expect(attendees.map((each) => each.getFirstParameter("role"))).toEqual([
      "REQ-PARTICIPANT",
      "OPT-PARTICIPANT",
    ]);
    expect(attendees.every((each) => each.getFirstParameter("rsvp") === "TRUE")).toBe(true);
  });

  test("cancels with the same uid and a status, and asks for no answer", () => {
    const { value, calendar, attendees } = readBack(
      invitation({ ...input, method: "CANCEL", sequence: 2 }),
    );
    expect(calendar.getFirstPropertyValue("method")).toBe("CANCEL");
    expect([value("uid"), value("status"), value("sequence")]).toEqual([
      input.uid,
      "CANCELLED",
      "2",
    ]);
    expect(attendees[0]!.getFirstParameter("rsvp")).toBeUndefined();
  });

  test("keeps lines within 75 octets, ended by CRLF, and cuts no character in two", () => {
    const text = invitation({ ...input, title: "晴樹🙂".repeat(60) });
    const lines = text.split("\r\n");
    expect(lines.at(-1)).toBe("");
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(readBack(text).value("summary")).toBe("晴樹🙂".repeat(60));
  });

  test("means the same instants in every zone, gaps, folds and odd zones included", () => {
    const starts = [
      "2026-10-25T00:30Z",
      "2026-10-25T01:30Z",
      "2026-03-29T01:00Z",
      "2027-02-10T12:00Z",
    ];
    const zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Calcutta", "UTC"];
    for (const zone of [
      ...zones,
      "Africa/Casablanca",
      "Australia/Lord_Howe",
      "Etc/GMT+5",
      "europe/berlin",
    ]) {
      for (const start of starts.map(utc)) {
        const end = start + HOUR_MS;
        const read = readCalendar(invitation({ ...input, zone, start, end }));
        if (!read.ok) throw new Error(read.problem);
        const window = { zone: "UTC", from: start - HOUR_MS, to: end + HOUR_MS };
        expect(busyIntervals(read.calendar, window).intervals).toMatchObject([
          { start, end, status: "busy" },
        ]);
      }
    }
  });

  test("carries the description of its zone, and in UTC none", () => {
    const zoned = invitation(input);
    expect(zoned).toContain("DTSTART;TZID=Europe/Berlin:20261123T090000\r\n");
    expect(zoned).toContain("BEGIN:VTIMEZONE\r\n");
    const plain = invitation({ ...input, zone: "UTC" });
    expect(plain).toContain("DTSTART:20261123T080000Z\r\n");
    expect(plain).not.toContain("VTIMEZONE");
  });
});

describe("no text adds a property or a parameter to an invitation", () => {
  const hostile = [
    'Eve"\r\nATTENDEE:mailto:eve@evil.example',
    "Eve\nATTENDEE;X=1:mailto:eve@evil.example",
    "Eve\rATTENDEE:mailto:eve@evil.example",
    'Eve";ROLE=CHAIR;X="',
    "Eve;ROLE=CHAIR:mailto:eve@evil.example",
    "Eve\u0085ATTENDEE:x\u2028ATTENDEE:x\u000bATTENDEE:x\u0000",
    "Eve^nATTENDEE:mailto:eve@evil.example",
    "Eve\\nATTENDEE:mailto:eve@evil.example\\",
    "\ud800",
    "\r\n",
  ];
  const expected = readBack(invitation(input)).names;

  test.each(hostile)("such as %j", (text) => {
    const written = invitation({
      ...input,
      title: text,
      description: text,
      location: text,
      organizer: { ...input.organizer, name: text },
      attendees: input.attendees.map((each) => ({ ...each, name: text })),
    });
    const { names, attendees, value } = readBack(written);
    expect(names).toEqual(expected);
    expect(attendees.map((each) => each.getFirstValue())).toEqual(
      input.attendees.map(({ email }) => `mailto:${email}`),
    );
    expect(attendees[0]!.getFirstParameter("role")).toBe("REQ-PARTICIPANT");
    expect(value("organizer")).toBe("mailto:ada@holdfast.example");
    expect(written.replaceAll("\r\n", "")).not.toMatch(/\p{Cc}/u);
  });

  test("whatever it is", () => {
    const text = fc.string({ minLength: 1, maxLength: 60, unit: "binary" });
    fc.assert(
      fc.property(text, text, (title, name) => {
        const attendees = input.attendees.map((each) => ({ ...each, name }));
        const { names, attendees: read } = readBack(invitation({ ...input, title, attendees }));
        expect(names).toEqual(expected);
        expect(read).toHaveLength(attendees.length);
      }),
    );
  });

  test("and a quote in a name comes back as it was", () => {
    const attendees = [
      { ...input.attendees[0]!, name: 'Grace "Amazing" ^ Hopper, Rear; Admiral: 1' },
    ];
    const { attendees: read } = readBack(invitation({ ...input, attendees }));
    expect(read[0]!.getFirstParameter("cn")).toBe('Grace "Amazing" ^ Hopper, Rear; Admiral: 1');
  });
});

describe("what is refused", () => {
  test("an address that would need quoting, or is none", () => {
    for (const address of [
      "eve@evil.example\r\nATTENDEE:mailto:x@y.example",
      "eve@evil.example\n",
      '"eve eve"@evil.example',
      "eve@evil.example?subject=x",
      "eve@evil.example,mallory@evil.example",
      "eve",
      "eve@",
      `${"e".repeat(250)}@evil.example`,
    ]) {
      expect(emailAddress.safeParse(address).success, address).toBe(false);
      const attendees = [{ name: "Eve", email: address, role: "required" as const }];
      expect(() => invitation({ ...input, attendees })).toThrow();
    }
    expect(emailAddress.safeParse("ada.lovelace+rooms@mail.holdfast.example").success).toBe(true);
  });

  test("an unknown zone, a uid with a line break, a negative sequence, an end before the start", () => {
    const refused: Partial<InvitationInput>[] = [
      { zone: "Europe/Atlantis" },
      { uid: "a\r\nb" },
      { sequence: -1 },
      { end: input.start },
    ];
    for (const part of refused) expect(() => invitation({ ...input, ...part })).toThrow();
  });
});
