import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import { type Engine, keyspace, type Task, type Transaction } from "@holdfast/shared-state";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  enqueueMail,
  enqueueMails,
  MAIL_QUEUE,
  type MailPayload,
  mailId,
  messageId,
} from "./mail.ts";
import type { Meeting } from "./meeting.ts";

const meeting: Meeting = {
  ...{ room: "turing", start: 1_000, end: 2_000, zone: "UTC", status: "standing", sequence: 0 },
  ...{ required: ["ada", "grace"], optional: ["alan"], organizer: "ada" },
  ...{ title: "Planning", description: "" },
};
const request: MailPayload = { meetingId: "m1", recipient: "ada", method: "REQUEST", meeting };

let engine: Engine;
beforeEach(() => {
  engine = memoryEngine({ store: createMemoryStore() });
});
afterEach(() => engine.close());

describe("mails about a meeting", () => {
  it("go to everybody who is invited, one each", async () => {
    await run((tx) =>
      enqueueMails(tx, { meetingId: "m1", method: "REQUEST", meeting }, { now: 1 }),
    );
    const recipients = (await tasks()).map(({ payload }) => payload.recipient);
    expect(recipients.sort()).toEqual(["ada", "alan", "grace"]);
  });

  it("go to those who are named, and to nobody when nobody is", async () => {
    const mail = { meetingId: "m1", method: "CANCEL", meeting } as const;
    await run((tx) => enqueueMails(tx, mail, { now: 1 }, []));
    expect(await tasks()).toEqual([]);
    await run((tx) => enqueueMails(tx, mail, { now: 1 }, ["grace"]));
    expect((await tasks()).map(({ payload }) => payload.recipient)).toEqual(["grace"]);
  });

  it("are enqueued once, however often they are decided on", async () => {
    await run((tx) => enqueueMail(tx, request, { now: 1 }));
    await run((tx) => enqueueMail(tx, request, { now: 2 }));
    expect(await tasks()).toHaveLength(1);
  });

  it("to one person wait for each other, and not for those to another", async () => {
    const cancel = { ...request, method: "CANCEL", meeting: { ...meeting, sequence: 1 } } as const;
    await run((tx) => {
      enqueueMail(tx, request, { now: 1 });
      enqueueMail(tx, cancel, { now: 1 });
      enqueueMail(tx, { ...request, recipient: "grace" }, { now: 1 });
      enqueueMail(tx, { ...request, meetingId: "m2" }, { now: 1 });
    });
    expect(await waiting()).toEqual([mailId(cancel)]);
  });
});

describe("a mail's id", () => {
  const others: [string, MailPayload][] = [
    ["meeting", { ...request, meetingId: "m2" }],
    ["recipient", { ...request, recipient: "grace" }],
    ["method", { ...request, method: "CANCEL" }],
    ["state of the meeting", { ...request, meeting: { ...meeting, sequence: 1 } }],
  ];

  it.each(others)("is another's for another %s, and so is its Message-ID", (_what, other) => {
    expect(mailId(other)).not.toBe(mailId(request));
    expect(messageId(other, "example.org")).not.toBe(messageId(request, "example.org"));
  });

  it("stays the same when the same is said again, so that a retry is recognised", () => {
    const again = structuredClone(request);
    expect(messageId(again, "example.org")).toBe(messageId(request, "example.org"));
  });

  it("is a Message-ID that mail programs accept (RFC 5322, 3.6.4)", () => {
    const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    const dotAtom = `${atom}(\\.${atom})*`;
    expect(messageId(request, "example.org")).toMatch(new RegExp(`^<${dotAtom}@${dotAtom}>$`));
  });
});

async function run<T>(body: (tx: Transaction) => T): Promise<T> {
  return (await engine.transact(body)).value;
}

async function tasks(): Promise<Task<MailPayload>[]> {
  const entries = await queueEntries();
  return entries.filter(({ key }) => key.length === 3).map(({ value }) => value as never);
}

async function waiting(): Promise<string[]> {
  const entries = await queueEntries();
  return entries.filter(({ key }) => key[3] === "waiting").map(({ key }) => String(key[2]));
}

async function queueEntries() {
  const snapshot = await engine.snapshot();
  const entries = await snapshot.range({ prefix: keyspace.queue(MAIL_QUEUE) });
  snapshot.close();
  return entries;
}
