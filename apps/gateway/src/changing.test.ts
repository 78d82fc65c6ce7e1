import { type Key, keyspace, type SharedState } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import {
  commitTogether,
  gatewayUnderTest,
  passTimeUntil,
  until,
} from "./testing/gateway-under-test.ts";

const MEETING = {
  title: "Planning",
  organizer: "ada",
  required: ["grace"],
  room: "turing",
  start: "2026-03-02T10:00",
  end: "2026-03-02T11:00",
};

async function withMeeting() {
  const gateway = await gatewayUnderTest();
  await gateway.furnish();
  await gateway.startAgents();
  const { body } = await gateway.ask("POST", "/api/meetings", { body: MEETING });
  const path = `/api/meetings/${body.id}`;
  const change = (tag: string, body: unknown) =>
    gateway.ask("PATCH", path, { body, headers: { "if-match": tag } });
  return { ...gateway, path, change };
}

/** Has anybody begun to follow changes there? */
function isWatched({ engine }: SharedState, prefix: Key): () => Promise<boolean> {
  const usual = engine.changes.bind(engine);
  let watched = false;
  engine.changes = (options) => {
    watched ||= options?.prefix?.[0] === prefix[0];
    return usual(options);
  };
  return async () => watched;
}

async function nothingIsOpen(state: SharedState): Promise<boolean> {
  const prefix = keyspace.openSagas();
  return (await state.read((snapshot) => snapshot.range({ prefix }))).length === 0;
}

describe("changing a meeting's text", () => {
  it("appends one event, and gives the meeting another ETag", async () => {
    const { ask, path, change } = await withMeeting();
    const changed = await change('"1"', { title: "Review", description: "Line\nby line" });
    expect(changed).toMatchObject({
      status: 200,
      body: { title: "Review", position: 2, sequence: 0 },
    });
    expect(changed.headers.etag).toBe('"2"');
    const { body } = await ask("GET", `${path}/events`);
    expect(body.events).toMatchObject([
      {
        position: 1,
        type: "booked",
        by: "person/admin",
        data: { start: "2026-03-02T09:00:00.000Z" },
      },
      { position: 2, type: "edited", by: "person/admin", data: { title: "Review" } },
    ]);
  });

  it("loses nobody's change: the second of two is told to look again", async () => {
    const { ask, path, change, state } = await withMeeting();
    await until(() => nothingIsOpen(state));
    // Both have read the meeting before either of them commits.
    commitTogether(state, "meeting-edited", 2);
    const answers = await Promise.all([
      change('"1"', { title: "A" }),
      change('"1"', { title: "B" }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const won = answers.find(({ status }) => status === 200);
    expect((await ask("GET", path)).body.title).toBe(won?.body.title);
    const lost = answers.find(({ status }) => status === 412);
    expect(lost?.headers.etag).toBe('"2"');
  });

  it("waits for invitations that are just being written", async () => {
    const { ask, furnish, startAgents, state } = await gatewayUnderTest();
    await furnish();
    await startAgents("room-agent", "calendar-agent");
    const { body } = await ask("POST", "/api/meetings", { body: MEETING });
    const headers = { "if-match": '"1"' };
    const waits = isWatched(state, keyspace.openSagas());
    const change = ask("PATCH", `/api/meetings/${body.id}`, { body: { title: "Review" }, headers });
    await until(waits);
    await startAgents("notification-agent");
    expect((await change).status).toBe(200);
  });

  it("that is so already changes nothing", async () => {
    const { change, state } = await withMeeting();
    await until(() => nothingIsOpen(state));
    const head = await state.engine.head();
    expect(await change('"1"', { title: "Planning" })).toMatchObject({
      status: 200,
      body: { position: 1 },
    });
    expect(await state.engine.head()).toBe(head);
  });
});

describe("moving a meeting", () => {
  it("changes time, room and people in one move", async () => {
    const { ask, change } = await withMeeting();
    const to = { start: "2026-03-02T14:00", end: "2026-03-02T15:00", room: "lovelace" };
    const moved = await change('"1"', { ...to, required: ["alan"], optional: ["grace"] });
    expect(moved).toMatchObject({
      status: 200,
      body: { room: "lovelace", required: ["ada", "alan"], optional: ["grace"], sequence: 1 },
    });
    expect(moved.headers.etag).toBe('"2"');
    expect((await ask("GET", "/api/rooms/turing/diary")).body.intervals).toEqual([]);
    expect((await ask("GET", "/api/people/grace/busy")).body.intervals).toEqual([]);
  });

  it("may overlap its own old time", async () => {
    const { change } = await withMeeting();
    const moved = await change('"1"', { end: "2026-03-02T11:30" });
    expect(moved).toMatchObject({ status: 200, body: { end: "2026-03-02T10:30:00.000Z" } });
  });

  it("to where somebody is busy is refused, and everything stays", async () => {
    const { ask, path, change } = await withMeeting();
    const other = { ...MEETING, organizer: "alan", required: ["grace"], room: "lovelace" };
    const times = { start: "2026-03-02T14:00", end: "2026-03-02T15:00" };
    await ask("POST", "/api/meetings", { body: { ...other, ...times } });
    const refused = await change('"1"', times);
    expect(refused).toMatchObject({
      status: 409,
      body: {
        type: "urn:holdfast:problem:meeting-not-moved",
        reason: "attendee-busy",
        undone: ["hold-room"],
        edited: false,
      },
    });
    expect((await ask("GET", path)).body).toMatchObject({ position: 1, room: "turing" });
    expect((await ask("GET", `${path}/saga`)).body).toMatchObject({
      definition: "move-meeting",
      state: "compensated",
      failure: { reason: "attendee-busy" },
    });
  });

  it("that fails leaves the text changed, and says so", async () => {
    const { ask, path, change } = await withMeeting();
    const refused = await change('"1"', {
      title: "Review",
      start: "2026-03-02T20:00",
      end: "2026-03-02T21:00",
    });
    expect(refused).toMatchObject({ status: 409, body: { edited: true, current: '"2"' } });
    expect(refused.headers.etag).toBe('"2"');
    expect((await ask("GET", path)).body).toMatchObject({
      title: "Review",
      position: 2,
      sequence: 0,
    });
  });

  it("under way keeps others from changing it, and answers 202 when nobody works on it", async () => {
    const { ask, path, change, clock, state, startAgents, stopAgents } = await withMeeting();
    await until(() => nothingIsOpen(state));
    await stopAgents();
    const to = { start: "2026-03-02T14:00", end: "2026-03-02T15:00" };
    const waiting = await passTimeUntil(clock, change('"1"', to));
    expect(waiting.status).toBe(202);
    const where = String(waiting.headers.location);
    expect((await ask("GET", where)).body).toMatchObject({ state: "running" });
    const busy = { status: 409, body: { type: "urn:holdfast:problem:meeting-busy" } };
    expect(await change('"1"', { title: "Review" })).toMatchObject(busy);
    const headers = { "if-match": '"1"' };
    expect(await ask("DELETE", path, { headers })).toMatchObject(busy);
    await startAgents();
    await until(async () => (await ask("GET", where)).body.state === "completed");
    expect((await ask("GET", path)).body).toMatchObject({ start: "2026-03-02T13:00:00.000Z" });
  });

  it("of a meeting that has begun may change its end, not its start", async () => {
    const { clock, change } = await withMeeting();
    clock.advance(90 * 60_000); // Half past nine in London, half past ten in Berlin.
    const begins = await change('"1"', { start: "2026-03-02T10:15" });
    expect(begins).toMatchObject({ status: 422, body: { errors: [{ field: "start" }] } });
    expect((await change('"1"', { end: "2026-03-02T10:45" })).status).toBe(200);
  });
});

describe("a change is refused", () => {
  it("without If-Match, with another's, or with one that is none", async () => {
    const { ask, path, change } = await withMeeting();
    const body = { title: "Review" };
    expect((await ask("PATCH", path, { body })).status).toBe(428);
    expect((await change('"7"', body)).status).toBe(412);
    expect((await change('W/"1"', body)).status).toBe(412);
    expect((await change("1", body)).status).toBe(400);
    expect((await change("*", body)).status).toBe(200);
  });

  it.each([
    ["body", {}],
    ["start", { start: "2026-03-29T02:30", end: "2026-03-29T04:00" }],
    ["end", { start: "2026-03-02T12:00" }],
    ["room", { room: "nowhere" }],
    ["required[0]", { required: ["nobody"] }],
    ["optional[0]", { optional: ["ada"] }],
    ["organizer", { organizer: "grace" }],
    ["title", { title: "" }],
  ])("when its %s is wrong", async (field, body) => {
    const { ask, path, change } = await withMeeting();
    expect(await change('"1"', body)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect((await ask("GET", path)).body.position).toBe(1);
  });

  it("of a meeting that is not there, or was cancelled", async () => {
    const { ask, path, change } = await withMeeting();
    const headers = { "if-match": '"1"' };
    const body = { title: "Review" };
    expect((await ask("PATCH", "/api/meetings/nothing", { body, headers })).status).toBe(404);
    await ask("DELETE", path, { headers });
    expect(await change('"2"', body)).toMatchObject({
      status: 409,
      body: { type: "urn:holdfast:problem:meeting-cancelled" },
    });
  });
});
