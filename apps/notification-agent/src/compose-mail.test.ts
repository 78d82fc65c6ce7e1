import type { MailPayload, Meeting, Person } from "@holdfast/scheduling";
import { createTransport } from "nodemailer";
import { describe, expect, it } from "vitest";
import { composeMail, type MailFacts } from "./compose-mail.ts";
import { readSender } from "./sender.ts";
import { ARRANGEMENT, person } from "./testing/office.ts";

const SENDER = readSender("Holdfast <holdfast@example.org>");
const HOSTILE =
  'Ada"\r\nBcc: eve@example.org\r\nATTENDEE:mailto:eve@example.org\n;X=1:\u2028\u0000Ü';

const HEADERS = [
  "Auto-Submitted",
  "From",
  "To",
  "Reply-To",
  "Subject",
  "Message-ID",
  "Date",
  "MIME-Version",
  "Content-Type",
];

describe("composing a mail", () => {
  it("gains no header from hostile names and titles", async () => {
    const { headers } = await rendered(hostile());
    expect(headers.map(({ name }) => name)).toEqual(HEADERS);
    expect(headers.find(({ name }) => name === "To")?.value).toMatch(/<ada@example\.org>$/);
    for (const { value } of headers) expect(value).not.toMatch(/=0D|=0A/i);
  });

  it("gains no calendar property from hostile names, rooms, titles and descriptions", async () => {
    const names = async (facts: MailFacts) => {
      const { calendar } = await rendered(facts);
      return calendar.replace(/\r\n[ \t]/g, "").match(/^[A-Z-]+(?=[;:])/gm);
    };
    expect(await names(hostile())).toEqual(await names(facts({ description: "Plain" })));
  });

  it("gains no line of text from a hostile title or room", async () => {
    const lines = async (facts: MailFacts) => (await rendered(facts)).text.split(/\r?\n/).length;
    const plain = await lines(facts({ description: "" }));
    expect(await lines(hostile({ description: "" }))).toBe(plain);
  });

  it("says why a meeting was cancelled, to people and to their calendars", async () => {
    const reason = "No hunger\r\nATTENDEE:mailto:eve@example.org";
    const { text, calendar } = await rendered(facts({}, { method: "CANCEL", reason }));
    expect(text).toContain("Why:   No hunger ATTENDEE");
    expect(calendar).toMatch(/\r\nCOMMENT:No hunger/);
    expect(calendar).not.toMatch(/\r\nATTENDEE:mailto:eve/);
  });

  it("is a text with a calendar as its alternative, whose method both say", async () => {
    for (const method of ["REQUEST", "CANCEL"] as const) {
      const { headers, types, calendar, text } = await rendered(facts({}, { method }));
      expect(headers.find(({ name }) => name === "Content-Type")?.value).toMatch(
        /^multipart\/alternative;/,
      );
      expect(types).toEqual([
        "text/plain; charset=utf-8",
        `text/calendar; charset=utf-8; method=${method}; component=VEVENT`,
      ]);
      expect(calendar).toContain(`\r\nMETHOD:${method}\r\n`);
      expect(text).toContain("09:00–10:00 Europe/Berlin (UTC+1)");
    }
  });

  it("takes a title that looks like a file for a title", async () => {
    const { text } = await rendered(facts({ title: "file:///etc/passwd" }));
    expect(text).toContain("file:///etc/passwd");
  });

  it("lets answers go to the organizer, and names the agent itself when there is none", async () => {
    const reply = (headers: Header[]) => headers.find(({ name }) => name === "Reply-To")?.value;
    const known = await rendered(facts());
    expect(reply(known.headers)).toBe("Grace Hopper <grace@example.org>");
    expect(known.calendar).toMatch(/ORGANIZER;CN=Grace Hopper:mailto:grace@example\.org/);
    const people = new Map([["ada", ADA]]);
    const unknown = await rendered({ ...facts(), people });
    expect(reply(unknown.headers)).toBeUndefined();
    expect(unknown.calendar).toMatch(/ORGANIZER;CN=Holdfast:mailto:holdfast@example\.org/);
  });

  it("refuses an address that could smuggle something in", () => {
    const recipient = { ...ADA, email: "ada@example.org>\r\nRCPT TO:<eve@example.org" };
    const people = new Map([["ada", recipient]]);
    expect(() => composeMail({ ...facts(), recipient, people }, SENDER)).toThrow();
  });
});

const ADA: Person = person("Ada Lovelace", "ada@example.org", "Europe/Berlin");
const GRACE: Person = person("Grace Hopper", "grace@example.org", "America/New_York");

function facts(meeting: Partial<Meeting> = {}, payload: Partial<MailPayload> = {}): MailFacts {
  const complete: Meeting = {
    ...{ ...ARRANGEMENT, optional: [], title: "Planning", description: "" },
    ...{ organizer: "grace", sequence: 0, status: "standing" },
    ...meeting,
  };
  const status = payload.method === "CANCEL" ? "cancelled" : "standing";
  return {
    payload: {
      ...{ meetingId: "m1", recipient: "ada", method: "REQUEST" },
      meeting: { ...complete, status },
      ...payload,
    },
    messageId: "<m1.0.request.ada@example.org>",
    recipient: ADA,
    people: new Map([
      ["ada", ADA],
      ["grace", GRACE],
    ]),
    room: "Turing",
    isUpdate: false,
    decidedAt: Date.UTC(2026, 10, 1),
  };
}

function hostile({ description = HOSTILE } = {}): MailFacts {
  const ada = { ...ADA, name: HOSTILE };
  const people = new Map([
    ["ada", ada],
    ["grace", { ...GRACE, name: HOSTILE }],
  ]);
  return { ...facts({ title: HOSTILE, description }), recipient: ada, people, room: HOSTILE };
}

interface Header {
  readonly name: string;
  readonly value: string;
}

/** The mail as it goes out, taken apart by hand. */
async function rendered(facts: MailFacts) {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const { message } = await transport.sendMail(composeMail(facts, SENDER));
  const [head, ...rest] = String(message).split("\r\n\r\n");
  const headers = unfold(head!);
  const boundary = /boundary="([^"]+)"/.exec(head!)?.[1];
  const parts = rest.join("\r\n\r\n").split(`--${boundary}`).slice(1, -1).map(readPart);
  return {
    headers,
    types: parts.map(({ type }) => type),
    text: parts[0]!.body,
    calendar: parts[1]!.body,
  };
}

function readPart(part: string): { type: string | undefined; body: string } {
  const [head, ...body] = part.trimStart().split("\r\n\r\n");
  const headers = unfold(head!);
  const value = (name: string) => headers.find((header) => header.name === name)?.value;
  const content = body.join("\r\n\r\n").replace(/\r\n$/, "");
  const base64 = value("Content-Transfer-Encoding") === "base64";
  const bytes = base64 ? Buffer.from(content, "base64") : fromQuotedPrintable(content);
  return { type: value("Content-Type"), body: bytes.toString("utf8") };
}

function unfold(head: string): Header[] {
  return head
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n")
    .map((line) => ({ name: line.split(": ")[0]!, value: line.slice(line.indexOf(": ") + 2) }));
}

function fromQuotedPrintable(text: string): Buffer {
  const bytes = text
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}
