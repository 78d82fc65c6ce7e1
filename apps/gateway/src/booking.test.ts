import { keyspace, putDocument } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { AGENTS } from "./agents.ts";
import {
  commitTogether,
  gatewayUnderTest,
  passTimeUntil,
  personCalled,
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

async function office() {
  const gateway = await gatewayUnderTest();
  await gateway.furnish();
  return gateway;
}

describe("booking a meeting", () => {
  it("books room and people, and says where the meeting is", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    const booked = await ask("POST", "/api/meetings", { body: MEETING });
    expect(booked).toMatchObject({
      status: 201,
      body: {
        status: "standing",
        room: "turing",
        start: "2026-03-02T09:00:00.000Z",
        zone: "Europe/Berlin",
        required: ["ada", "grace"],
        position: 1,
      },
    });
    expect(booked.headers.location).toBe(`/api/meetings/${booked.body.id}`);
    expect(booked.headers.etag).toBe('"1"');
    const read = await ask("GET", `/api/meetings/${booked.body.id}`);
    expect(read.body).toEqual(booked.body);
    const busy = await ask("GET", "/api/people/grace/busy");
    expect(busy.body.intervals).toMatchObject([{ why: "meeting", meeting: booked.body.id }]);
  });

  it("takes the smallest room that has what is needed and seats everybody", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    const { room: _, ...anywhere } = MEETING;
    const small = await ask("POST", "/api/meetings", { body: { ...anywhere, needs: {} } });
    expect(small.body.room).toBe("turing");
    const needs = { equipment: ["video"] };
    const times = { start: "2026-03-02T13:00", end: "2026-03-02T14:00" };
    const video = await ask("POST", "/api/meetings", { body: { ...anywhere, ...times, needs } });
    expect(video.body.room).toBe("lovelace");
    const impossible = { ...anywhere, needs: { capacity: 500 } };
    expect(await ask("POST", "/api/meetings", { body: impossible })).toMatchObject({
      status: 422,
      body: { errors: [{ field: "needs" }] },
    });
  });

  it("says who is in the way, what was undone, and what would do instead", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    await ask("POST", "/api/meetings", { body: { ...MEETING, required: [], organizer: "grace" } });
    const elsewhere = {
      ...MEETING,
      room: "lovelace",
      start: "2026-03-02T10:30",
      end: "2026-03-02T11:30",
    };
    const refused = await ask("POST", "/api/meetings", { body: elsewhere });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        type: "urn:holdfast:problem:meeting-not-booked",
        reason: "attendee-busy",
        step: "hold-calendars",
        people: [{ person: "grace", why: "booked", start: "2026-03-02T09:00:00.000Z" }],
        undone: ["hold-room"],
      },
    });
    const [first] = refused.body.alternatives as { start: string; room: string }[];
    expect(Date.parse(first!.start)).toBeGreaterThanOrEqual(Date.UTC(2026, 2, 2, 10));
    const diary = await ask("GET", "/api/rooms/lovelace/diary");
    expect(diary.body.intervals).toEqual([]);
  });

  it("says which meeting has the room", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    const first = await ask("POST", "/api/meetings", { body: MEETING });
    const other = { ...MEETING, organizer: "alan", required: [] };
    expect(await ask("POST", "/api/meetings", { body: other })).toMatchObject({
      status: 409,
      body: {
        reason: "room-booked",
        rooms: [{ room: "turing", reason: "room-booked", heldBy: first.body.id }],
        undone: [],
      },
    });
    const closed = { ...other, start: "2026-03-02T20:00", end: "2026-03-02T21:00" };
    expect((await ask("POST", "/api/meetings", { body: closed })).body.reason).toBe("room-closed");
  });

  it("never books a room twice, however many try at once", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    const requests = Array.from({ length: 50 }, (_, index) => {
      const body = { ...MEETING, required: [], organizer: ["ada", "grace", "alan"][index % 3] };
      return ask("POST", "/api/meetings", { body });
    });
    const answers = await Promise.all(requests);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    const diary = await ask("GET", "/api/rooms/turing/diary");
    expect(diary.body.intervals).toHaveLength(1);
  });

  it("answers 202 when it takes too long, and the saga tells the rest", async () => {
    const { ask, clock, startAgents } = await office();
    const waiting = await passTimeUntil(clock, ask("POST", "/api/meetings", { body: MEETING }));
    expect(waiting.status).toBe(202);
    const where = String(waiting.headers.location);
    expect((await ask("GET", where)).body).toMatchObject({
      state: "running",
      current: "hold-room",
    });
    expect((await ask("GET", `/api/meetings/${waiting.body.meeting}`)).status).toBe(404);
    await startAgents();
    await until(async () => (await ask("GET", where)).body.state !== "running");
    const saga = await ask("GET", where);
    expect(saga.body).toMatchObject({ state: "completed", pastPivot: true, undone: [] });
    expect((await ask("GET", `/api/meetings/${waiting.body.meeting}`)).status).toBe(200);
  });

  it("is refused at once when an agent that it needs is down, unless another of its role works", async () => {
    const { ask, state, outside } = await office();
    const put = (name: string, agentState: string) =>
      outside.transact((tx) =>
        putDocument(tx, AGENTS, name, { name, role: "room-agent", state: agentState }),
      );
    await put("room-agent/1", "down");
    const refused = await ask("POST", "/api/meetings", { body: MEETING });
    expect(refused).toMatchObject({ status: 503, body: { agent: "room-agent" } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect((await state.read((snapshot) => snapshot.range({ prefix: ["saga"] }))).length).toBe(0);
  });

  it.each([
    ["start", { start: "2026-03-02T10:00:30" }],
    ["start", { start: "2026-03-02T08:30" }],
    ["start", { start: "2026-03-29T02:30", end: "2026-03-29T04:00" }],
    ["start", { start: "soon" }],
    ["end", { end: "2026-03-02T10:00" }],
    ["end", { end: "2026-03-03T10:01" }],
    ["end", { start: "2028-03-02T10:00", end: "2028-03-02T11:00" }],
    ["zone", { zone: "Mars/Olympus" }],
    ["room", { room: undefined }],
    ["room", { room: "nowhere" }],
    ["needs", { needs: { capacity: 2 } }],
    ["organizer", { organizer: "nobody" }],
    ["required[1]", { required: ["grace", "nobody"] }],
    ["optional[0]", { optional: ["grace"] }],
    ["title", { title: "one\nline" }],
    ["title", { title: "x".repeat(201) }],
    ["title", { title: 7 }],
    ["title", { title: "half \ud800 pair" }],
    ["description", { description: "bell \u0007" }],
    ["colour", { colour: "green" }],
  ])("names the field that is wrong: %s", async (field, change) => {
    const { ask, state } = await office();
    const before = await state.engine.head();
    const answer = await ask("POST", "/api/meetings", { body: { ...MEETING, ...change } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect(await state.engine.head()).toBe(before);
  });

  it("takes a time that clocks show twice for the first of the two", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    const hours = { sun: [["00:00", "24:00"]] };
    const body = { name: "Night", capacity: 5, equipment: [], zone: "UTC", openingHours: hours };
    await ask("PUT", "/api/rooms/night", { body });
    const times = { start: "2026-10-25T02:30", end: "2026-10-25T03:30" };
    const booked = await ask("POST", "/api/meetings", {
      body: { ...MEETING, ...times, room: "night" },
    });
    expect(booked.body.start).toBe("2026-10-25T00:30:00.000Z");
  });

  it("counts each person once, and 20 of them at most", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    const repeated = {
      ...MEETING,
      required: ["grace", "ada", "grace"],
      optional: ["alan", "alan"],
    };
    const booked = await ask("POST", "/api/meetings", { body: repeated });
    expect(booked.body).toMatchObject({ required: ["ada", "grace"], optional: ["alan"] });
    const crowd = Array.from({ length: 20 }, (_, index) => `guest-${index}`);
    for (const id of crowd) await ask("PUT", `/api/people/${id}`, { body: personCalled(id) });
    const times = { start: "2026-03-02T13:00", end: "2026-03-02T14:00" };
    const answer = await ask("POST", "/api/meetings", {
      body: { ...MEETING, ...times, required: crowd },
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "required" }] } });
    const [, ...fewer] = crowd;
    const fits = { ...MEETING, ...times, required: fewer };
    expect((await ask("POST", "/api/meetings", { body: fits })).status).toBe(201);
  });
});

describe("booking what one holds", () => {
  const HOLD = { room: "turing", start: MEETING.start, end: MEETING.end };

  it("takes the hold over", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    const { body: hold } = await ask("POST", "/api/holds", { body: HOLD });
    const { room: _, ...anywhere } = MEETING;
    const booked = await ask("POST", "/api/meetings", { body: { ...anywhere, holdId: hold.id } });
    expect(booked).toMatchObject({ status: 201, body: { room: "turing" } });
    expect((await ask("GET", `/api/holds/${hold.id}`)).status).toBe(404);
  });

  it("gives the hold back when the booking fails", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    const { body: hold } = await ask("POST", "/api/holds", { body: HOLD });
    await ask("POST", "/api/meetings", {
      body: { ...MEETING, room: "lovelace", required: [], organizer: "grace" },
    });
    const refused = await ask("POST", "/api/meetings", { body: { ...MEETING, holdId: hold.id } });
    expect(refused.body).toMatchObject({ reason: "attendee-busy", undone: ["hold-room"] });
    expect(await ask("GET", `/api/holds/${hold.id}`)).toMatchObject({
      status: 200,
      body: { heldBy: "person/admin", fence: 3 },
    });
  });

  it("refuses another's hold, one that has lapsed, one of another time, and one on another room", async () => {
    const { ask, clock, startAgents, accessToken } = await office();
    await startAgents();
    const token = await accessToken("grace", "member");
    const { body: hold } = await ask("POST", "/api/holds", { body: { ...HOLD, forMs: 10_000 } });
    const body = { ...MEETING, holdId: hold.id };
    expect((await ask("POST", "/api/meetings", { body, token })).status).toBe(403);
    const later = { ...body, start: "2026-03-02T10:15" };
    const unfit = await ask("POST", "/api/meetings", { body: later });
    expect(unfit).toMatchObject({ status: 409, body: { reason: "hold-does-not-fit" } });
    const other = { ...body, room: "lovelace" };
    expect((await ask("POST", "/api/meetings", { body: other })).status).toBe(422);
    clock.advance(10_000);
    expect(await ask("POST", "/api/meetings", { body })).toMatchObject({
      status: 404,
      body: { type: "urn:holdfast:problem:hold-lapsed" },
    });
  });
});

describe("an idempotency key", () => {
  const headers = { "idempotency-key": "one-booking" };

  it("makes a repeated request one booking, with the same reply", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    const first = await ask("POST", "/api/meetings", { body: MEETING, headers });
    await ask("DELETE", `/api/meetings/${first.body.id}`, { headers: { "if-match": '"1"' } });
    const again = await ask("POST", "/api/meetings", { body: MEETING, headers });
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
  });

  it("repeats a refusal, with the alternatives that were offered then", async () => {
    const { ask, startAgents } = await office();
    await startAgents();
    await ask("POST", "/api/meetings", { body: { ...MEETING, required: [] } });
    const body = { ...MEETING, organizer: "alan" };
    const first = await ask("POST", "/api/meetings", { body, headers });
    expect(first.status).toBe(409);
    const [alternative] = first.body.alternatives as { start: string; end: string; room: string }[];
    const { start, end, room } = alternative!;
    await ask("POST", "/api/meetings", { body: { ...body, start, end, room } });
    const again = await ask("POST", "/api/meetings", { body, headers });
    expect(again).toMatchObject({ status: 409 });
    expect(again.body).toEqual(first.body);
  });

  it("belongs to one body and one caller", async () => {
    const { ask, startAgents, accessToken } = await office();
    await startAgents();
    await ask("POST", "/api/meetings", { body: MEETING, headers });
    const other = { ...MEETING, title: "Something else" };
    expect((await ask("POST", "/api/meetings", { body: other, headers })).status).toBe(422);
    const reordered = Object.fromEntries(Object.entries(MEETING).reverse());
    expect((await ask("POST", "/api/meetings", { body: reordered, headers })).status).toBe(201);
    const token = await accessToken("grace", "member");
    const room = await ask("POST", "/api/meetings", { body: MEETING, headers, token });
    expect(room.status).toBe(409);
  });

  it("is told to wait while the first request is under way", async () => {
    const { ask, clock, startAgents } = await office();
    const first = ask("POST", "/api/meetings", { body: MEETING, headers });
    await passTimeUntil(clock, first);
    const again = await ask("POST", "/api/meetings", { body: MEETING, headers });
    expect(again).toMatchObject({
      status: 409,
      body: { type: "urn:holdfast:problem:request-in-progress" },
    });
    expect(again.headers["retry-after"]).toBe("1");
    await startAgents();
    await until(async () => {
      const { status } = await ask("POST", "/api/meetings", { body: MEETING, headers });
      return status !== 409;
    });
    const replayed = await ask("POST", "/api/meetings", { body: MEETING, headers });
    expect(replayed).toMatchObject({ status: 201, body: { id: (await first).body.meeting } });
  });

  it("lets one of several simultaneous requests book, and no second one", async () => {
    const { ask, startAgents, state } = await office();
    await startAgents();
    // None of them has seen the others' key when they all commit.
    commitTogether(state, "booking-started", 10);
    const body = { ...MEETING, needs: {}, room: undefined };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask("POST", "/api/meetings", { body, headers })),
    );
    const ids = answers.filter(({ status }) => status === 201).map((each) => each.body.id);
    expect(new Set(ids).size).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const sagas = await state.read((snapshot) => snapshot.range({ prefix: keyspace.sagas() }));
    expect(sagas).toHaveLength(1);
  });

  it("is forgotten after a day, and refused when it is no key", async () => {
    const { ask, clock, startAgents } = await office();
    await startAgents();
    const { required: _, ...alone } = MEETING;
    await ask("POST", "/api/meetings", { body: alone, headers });
    clock.advance(24 * 60 * 60 * 1_000);
    expect((await ask("POST", "/api/meetings", { body: alone, headers })).status).toBe(422);
    const bad = { "idempotency-key": "two words" };
    expect(await ask("POST", "/api/meetings", { body: alone, headers: bad })).toMatchObject({
      status: 400,
      body: { header: "Idempotency-Key" },
    });
  });
});
