import { keyspace, type SharedState } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { ERASED_PEOPLE } from "./erased-people.ts";
import { INBOX } from "./inbox.ts";
import { createServer } from "./server.ts";
import { readSettings } from "./settings.ts";
import {
  type GatewayUnderTest,
  gatewayUnderTest,
  NOW,
  personCalled,
  until,
} from "./testing/gateway-under-test.ts";

const DAY_MS = 86_400_000;
const IF_ANY = { headers: { "if-match": "*" } };
const GRACE = "/api/people/grace";
const OLD_NAME = "Grace Brewster Murray";
const NAME = "Rear Admiral Hopper";
const OLD_ADDRESS = "gbm@vassar.example";
const ADDRESS = "hopper@navy.example";
const SECRET = "Dinner with Vincent";
const WORDS = [OLD_NAME, NAME, OLD_ADDRESS, ADDRESS, SECRET];

const CALENDAR = [
  ...["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test", "BEGIN:VEVENT", "UID:dinner"],
  ...["DTSTART:20260303T180000Z", "DTEND:20260303T200000Z", `SUMMARY:${SECRET}`],
  ...["END:VEVENT", "END:VCALENDAR", ""],
].join("\r\n");

const BOOKING = {
  ...{ title: "Compilers", room: "turing", organizer: "grace", required: ["ada"] },
  ...{ start: "2026-03-02T10:00", end: "2026-03-02T11:00", zone: "Europe/Berlin" },
};

/** With two names in their past, a calendar, and mails in the built-in server, one of them deleted. */
async function gatewayWithGrace(): Promise<GatewayUnderTest> {
  const gateway = await gatewayUnderTest();
  const { ask, state } = gateway;
  await gateway.furnish();
  const person = { ...personCalled("grace"), name: OLD_NAME, email: OLD_ADDRESS };
  await ask("PUT", GRACE, { ...IF_ANY, body: person });
  await ask("PUT", GRACE, { ...IF_ANY, body: { ...person, name: NAME, email: ADDRESS } });
  const folded = `ATTENDEE;CN=Rear Adm\r\n iral Hopper:mailto:hopper@na\r\n vy.example`;
  const mails = {
    "1": { to: [OLD_ADDRESS], text: "You are invited." },
    "2": { to: ["ada@example.org"], text: "Invited.", calendar: folded },
    "3": { to: ["ada@example.org"], text: `Who: ${NAME.toUpperCase()}` },
    "4": { to: ["ada@example.org"], text: "of somebody else" },
  };
  for (const [id, value] of Object.entries(mails)) {
    await state.transact((tx) => tx.put(keyspace.document(INBOX, id), { version: 1, value }));
  }
  await state.transact((tx) => tx.delete(keyspace.document(INBOX, "1")));
  return gateway;
}

async function importCalendar({ ask, startAgents }: GatewayUnderTest): Promise<void> {
  await startAgents();
  const headers = { "content-type": "text/calendar" };
  const imported = await ask("POST", `${GRACE}/calendar`, { headers, body: CALENDAR });
  expect(imported.status).toBe(200);
}

/** Everything that can be read: of each moment that is retained, and of the feed. */
async function everythingEver({ engine }: SharedState): Promise<string[]> {
  const head = await engine.head();
  const texts: string[] = [];
  for (let revision = 0; revision <= head; revision++) {
    const snapshot = await engine.snapshot({ revision });
    texts.push(JSON.stringify(await snapshot.range({ prefix: [] })));
    snapshot.close();
  }
  for await (const told of engine.changes({ after: 0, until: head }))
    texts.push(JSON.stringify(told));
  return texts;
}

function unfolded(text: string): string {
  return text.replaceAll("\\r\\n ", "").toLowerCase();
}

async function wordsFoundIn(state: SharedState): Promise<string[]> {
  const texts = (await everythingEver(state)).map(unfolded);
  return WORDS.filter((word) => texts.some((text) => text.includes(word.toLowerCase())));
}

/** The process dies after the commit that takes the person away. */
async function eraseHalf({ ask, state }: Pick<GatewayUnderTest, "ask" | "state">): Promise<void> {
  const erase = state.engine.erase.bind(state.engine);
  state.engine.erase = () => Promise.reject(new Error("The process died."));
  expect((await ask("DELETE", GRACE, IF_ANY)).status).toBe(500);
  expect(await wordsFoundIn(state)).not.toEqual([]);
  state.engine.erase = erase;
}

describe("erasing a person", () => {
  it("leaves no name, address or calendar, now or at any moment of the retained past", async () => {
    const gateway = await gatewayWithGrace();
    await importCalendar(gateway);
    const { state, ask } = gateway;
    expect(await wordsFoundIn(state)).toEqual(WORDS);
    expect((await ask("DELETE", GRACE, IF_ANY)).status).toBe(204);
    expect(await wordsFoundIn(state)).toEqual([]);
  });

  it("leaves what is about others alone", async () => {
    const { state, ask } = await gatewayWithGrace();
    await ask("DELETE", GRACE, IF_ANY);
    const mails = await state.read((snapshot) =>
      snapshot.range({ prefix: keyspace.documents(INBOX) }),
    );
    expect(mails.map(({ key }) => key[2])).toEqual(["4"]);
    expect((await ask("GET", "/api/people/ada")).body).toMatchObject({ name: "ada" });
  });

  it("keeps the id from becoming somebody else, and says since when", async () => {
    const { ask, state } = await gatewayWithGrace();
    const before = await state.engine.head();
    await ask("DELETE", GRACE, IF_ANY);
    const gone = { status: 410, body: { type: "urn:holdfast:problem:person-erased" } };
    const erasedAt = new Date(NOW).toISOString();
    expect(await ask("GET", GRACE)).toMatchObject({ ...gone, body: { ...gone.body, erasedAt } });
    expect(await ask("PUT", GRACE, { body: personCalled("grace") })).toMatchObject(gone);
    expect(await ask("PUT", GRACE, { ...IF_ANY, body: personCalled("x") })).toMatchObject(gone);
    expect(await ask("GET", `${GRACE}/busy`)).toMatchObject(gone);
    expect((await ask("GET", `${GRACE}?asOf=@${before}`)).status).toBe(404);
    const body = { person: "grace", role: "member" };
    expect((await ask("POST", "/api/access-tokens", { body })).status).toBe(422);
    const calendar = { headers: { "content-type": "text/calendar" }, body: CALENDAR };
    expect(await ask("POST", `${GRACE}/calendar`, calendar)).toMatchObject(gone);
  });

  it("revokes their access tokens, also when they erase themselves", async () => {
    const { ask, accessToken } = await gatewayWithGrace();
    const token = await accessToken("grace", "member");
    const other = await accessToken("grace", "viewer");
    const others = await accessToken("ada", "member");
    expect((await ask("DELETE", GRACE, { ...IF_ANY, token })).status).toBe(204);
    for (const revoked of [token, other]) {
      expect((await ask("GET", "/api/rooms", { token: revoked })).status).toBe(401);
    }
    expect((await ask("GET", "/api/rooms", { token: others })).status).toBe(200);
  });

  it("is for themself and admins, for the version that was read, and for somebody", async () => {
    const { ask, accessToken } = await gatewayWithGrace();
    const token = await accessToken("ada", "member");
    expect((await ask("DELETE", GRACE, { ...IF_ANY, token })).status).toBe(403);
    expect((await ask("DELETE", GRACE)).status).toBe(428);
    expect((await ask("DELETE", GRACE, { headers: { "if-match": '"1"' } })).status).toBe(412);
    expect((await ask("DELETE", "/api/people/nobody", IF_ANY)).status).toBe(404);
    expect((await ask("GET", GRACE)).status).toBe(200);
  });

  it("is refused while meetings of theirs lie ahead, and possible once they are over", async () => {
    const { ask, clock, startAgents, state } = await gatewayWithGrace();
    await startAgents();
    const booked = await ask("POST", "/api/meetings", { body: BOOKING });
    expect(booked.status).toBe(201);
    const meeting = String(booked.body.id);
    await until(
      async () => (await ask("GET", `/api/meetings/${meeting}/saga`)).body.endedAt !== undefined,
    );
    for (const id of ["grace", "ada"]) {
      expect(await ask("DELETE", `/api/people/${id}`, IF_ANY)).toMatchObject({
        ...{ status: 409, body: { meetings: [meeting] } },
      });
    }
    // Nobody sends mail here, so it waits.
    clock.advance(DAY_MS);
    const waiting = await ask("DELETE", GRACE, IF_ANY);
    expect(waiting).toMatchObject({
      ...{ status: 409, body: { type: "urn:holdfast:problem:person-busy", sagas: [] } },
    });
    expect(waiting.body.mails).toHaveLength(2);
    await state.transact((tx) => {
      for (const id of waiting.body.mails as string[]) tx.delete(keyspace.task("mail", id));
    });
    expect((await ask("DELETE", GRACE, IF_ANY)).status).toBe(204);
    expect((await ask("GET", `/api/meetings/${meeting}`)).body).toMatchObject({
      organizer: "grace",
    });
  });

  it("leaves a meeting to which they were only invited, which can be moved without them", async () => {
    const { ask, startAgents, outside } = await gatewayWithGrace();
    await startAgents();
    const body = { ...BOOKING, organizer: "ada", required: [], optional: ["grace"] };
    const booked = await ask("POST", "/api/meetings", { body });
    const meeting = `/api/meetings/${booked.body.id}`;
    await until(async () => (await ask("GET", `${meeting}/saga`)).body.endedAt !== undefined);
    const { mails } = (await ask("DELETE", GRACE, IF_ANY)).body as { mails: string[] };
    await outside.transact((tx) => {
      for (const id of mails) tx.delete(keyspace.task("mail", id));
    });
    expect((await ask("DELETE", GRACE, IF_ANY)).status).toBe(204);
    const later = { start: "2026-03-02T14:00", end: "2026-03-02T15:00" };
    const moved = await ask("PATCH", meeting, { ...IF_ANY, body: later });
    expect(moved).toMatchObject({ status: 200, body: { required: ["ada"], optional: [] } });
  });

  it("is refused while a booking that names them is under way", async () => {
    const { ask, startAgents } = await gatewayWithGrace();
    await startAgents("room-agent");
    const booking = ask("POST", "/api/meetings", {
      body: { ...BOOKING, organizer: "ada", required: [], optional: ["grace"] },
    });
    let refused = await ask("GET", GRACE);
    await until(async () => {
      refused = await ask("DELETE", GRACE, { headers: { "if-match": '"9"' } });
      return refused.status === 409;
    });
    expect(refused.body.sagas).toHaveLength(1);
    await startAgents("calendar-agent");
    expect((await booking).status).toBe(201);
  });

  it("is finished by whoever repeats it, when the process died in between", async () => {
    const { ask, state } = await gatewayWithGrace();
    await eraseHalf({ ask, state });
    expect((await ask("DELETE", GRACE)).status).toBe(204);
    expect(await wordsFoundIn(state)).toEqual([]);
    expect((await ask("DELETE", GRACE)).status).toBe(204);
    const tombstone = keyspace.document(ERASED_PEOPLE, "grace");
    expect(await state.read((snapshot) => snapshot.get(tombstone))).toMatchObject({
      value: { complete: true },
    });
  });

  it("is finished by the next gateway that starts", async () => {
    const { ask, state } = await gatewayWithGrace();
    await eraseHalf({ ask, state });
    const next = await createServer({ state, settings: readSettings({}) });
    await next.close();
    expect(await wordsFoundIn(state)).toEqual([]);
  });

  it("leaves what was remembered for an idempotency key without names from the start", async () => {
    const { ask, startAgents, state } = await gatewayWithGrace();
    await startAgents();
    await ask("POST", "/api/meetings", { body: BOOKING });
    const headers = { "idempotency-key": "again" };
    const body = { ...BOOKING, organizer: "ada", required: [], optional: ["grace"] };
    const refused = await ask("POST", "/api/meetings", { body, headers });
    expect(refused.status).toBe(409);
    expect((refused.body.alternatives as unknown[]).length).toBeGreaterThan(0);
    const remembered = await state.read((snapshot) =>
      snapshot.range({ prefix: keyspace.documents("idempotency") }),
    );
    expect(remembered).toHaveLength(1);
    expect(JSON.stringify(remembered)).not.toContain(NAME);
  });
});
