import { createMemoryStore, type MemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  type Engine,
  getDocument,
  HoldfastError,
  keyspace,
  openSharedState,
  type SharedState,
  toDocument,
} from "@holdfast/shared-state";
import { engineAround, ManualClock } from "@holdfast/shared-state/engine";
import { createTransport, type SendMailOptions } from "nodemailer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { INBOX_SERVICE, type InboxServer, SERVICES, startInboxServer } from "./inbox-server.ts";
import { INBOX } from "./mailbox.ts";
import type { ReceivedMail } from "./received-mail.ts";

const CALENDAR = [
  "BEGIN:VCALENDAR",
  "METHOD:REQUEST",
  "BEGIN:VEVENT",
  "SUMMARY:Plan\\nUID:not-this-one",
  "UID:a-rather-long-uid-that-is-folded-over-",
  " two-lines@holdfast",
  "SEQUENCE:3",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

const MAIL: SendMailOptions = {
  from: "Holdfast <holdfast@example.org>",
  to: "ada@example.org",
  subject: "Grüße",
  messageId: "<meeting.0.request.ada@example.org>",
  text: "Hello Ada\n",
  alternatives: [
    { contentType: "text/calendar; charset=utf-8; method=REQUEST", content: CALENDAR },
  ],
};

describe("the built-in inbox", () => {
  let store: MemoryStore;
  let clock: ManualClock;
  let state: SharedState;
  let server: InboxServer | undefined;

  beforeEach(() => {
    store = createMemoryStore();
    clock = new ManualClock();
    state = openSharedState({ engine: memoryEngine({ store, clock }), actor: "inbox" });
  });

  afterEach(async () => {
    await server?.close();
    server = undefined;
    await state.close();
  });

  it("keeps a mail with its text and what its calendar says", async () => {
    server = await startInboxServer(state);
    await send(server, MAIL);
    const [mail] = await mails(state);
    expect(mail).toMatchObject({
      from: "Holdfast <holdfast@example.org>",
      to: ["ada@example.org"],
      subject: "Grüße",
      messageId: "<meeting.0.request.ada@example.org>",
      text: "Hello Ada",
      method: "REQUEST",
      uid: "a-rather-long-uid-that-is-folded-over-two-lines@holdfast",
      sequence: 3,
    });
    expect(mail?.calendar).toBe(CALENDAR);
    expect(mail?.size).toBeGreaterThan(CALENDAR.length);
  });

  it("keeps a mail without a calendar, and whom it was delivered to when the mail says otherwise", async () => {
    server = await startInboxServer(state);
    const envelope = { from: "a@example.org", to: ["b@example.org", "c@example.org"] };
    await send(server, { from: "a@example.org", to: "x@example.org", text: "Plain", envelope });
    const [mail] = await mails(state);
    expect(mail).toMatchObject({ to: ["b@example.org", "c@example.org"], text: "Plain" });
    expect(mail).not.toHaveProperty("calendar");
  });

  it("publishes its address anew at each start", async () => {
    const read = async () =>
      (await state.transact((tx) => getDocument(tx, SERVICES, INBOX_SERVICE))).value?.value;
    server = await startInboxServer(state);
    expect(await read()).toEqual({ host: server.host, port: server.port });
    const first = server;
    server = await startInboxServer(state);
    await first.close();
    expect(await read()).toEqual({ host: server.host, port: server.port });
  });

  it("keeps the newest mails only, also across a restart", async () => {
    server = await startInboxServer(state, { keep: 3 });
    for (const subject of ["1", "2", "3", "4"]) {
      await send(server, { ...MAIL, subject });
      clock.advance(1);
    }
    await server.close();
    server = await startInboxServer(state, { keep: 3 });
    await send(server, { ...MAIL, subject: "5" });
    expect((await mails(state)).map(({ subject }) => subject)).toEqual(["3", "4", "5"]);
    expect(await storedKeys(state)).toBe(3);
  });

  it("turns away for good what is too large, and keeps nothing of it", async () => {
    server = await startInboxServer(state);
    const text = "x".repeat(300 * 1024);
    expect(await replyTo(server, { ...MAIL, text })).toBe(552);
    expect(await mails(state)).toEqual([]);
  });

  it("turns away for good what nests its parts without end", async () => {
    server = await startInboxServer(state);
    expect(await replyTo(server, { ...MAIL, raw: nested(50) })).toBe(554);
    expect(await mails(state)).toEqual([]);
  });

  it("asks to try again when the state cannot be written", async () => {
    const errors: unknown[] = [];
    let full = false;
    const engine = failing(memoryEngine({ store }), () => {
      if (full) throw new HoldfastError("engine-full");
    });
    server = await startInboxServer(openSharedState({ engine, actor: "inbox" }), {
      onError: (error) => errors.push(error),
    });
    full = true;
    expect(await replyTo(server, MAIL)).toBe(451);
    expect(errors).toHaveLength(1);
    expect(await mails(state)).toEqual([]);
    full = false;
    await send(server, MAIL);
    expect(await mails(state)).toHaveLength(1);
    await engine.close();
  });

  it("does not say 250 before the mail is durable", async () => {
    let powerCut = false;
    const engine = failing(
      memoryEngine({ store }),
      () => {},
      () => {
        if (powerCut) throw new HoldfastError("engine-failed");
      },
    );
    server = await startInboxServer(openSharedState({ engine, actor: "inbox" }));
    powerCut = true;
    expect(await replyTo(server, MAIL)).toBe(451);
    await engine.close();
  });
});

async function send(server: InboxServer, mail: SendMailOptions): Promise<void> {
  const transport = createTransport({ host: server.host, port: server.port, ignoreTLS: true });
  await transport.sendMail(mail);
}

/** The reply code with which the server refused it. */
async function replyTo(server: InboxServer, mail: SendMailOptions): Promise<unknown> {
  try {
    await send(server, mail);
    return 250;
  } catch (error) {
    return (error as { responseCode?: number }).responseCode;
  }
}

/** Oldest first. */
async function mails(state: SharedState): Promise<ReceivedMail[]> {
  const prefix = keyspace.documents(INBOX);
  const entries = await state.read((snapshot) => snapshot.range({ prefix }));
  const documents = entries.map(({ key, value }) =>
    toDocument<ReceivedMail>(String(key[2]), value),
  );
  return documents.flatMap((document) => (document ? [document.value] : []));
}

async function storedKeys(state: SharedState): Promise<number> {
  const prefix = keyspace.documents(INBOX);
  return (await state.read((snapshot) => snapshot.range({ prefix }))).length;
}

function nested(depth: number): string {
  const open = Array.from(
    { length: depth },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
  );
  return `From: a@example.org\r\n${open.join("")}Content-Type: text/plain\r\n\r\nDeep\r\n`;
}

/** The engine, with something that may go wrong before a transaction and before `durable`. */
function failing(engine: Engine, inTransact: () => void, inDurable = () => {}): Engine {
  return engineAround(engine, {
    transact: async (body, note) => {
      inTransact();
      return engine.transact(body, note);
    },
    durable: async (revision) => {
      inDurable();
      return engine.durable(revision);
    },
  });
}
