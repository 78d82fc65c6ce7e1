import { projections } from "@holdfast/scheduling";
import { runProjection, type SharedState } from "@holdfast/shared-state";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  type GatewayUnderTest,
  gatewayUnderTest,
  passTimeUntil,
} from "./testing/gateway-under-test.ts";

const TIMES = { start: "2026-03-03T10:00+01:00", end: "2026-03-03T11:30+01:00" };

function startProjections(state: SharedState): () => Promise<unknown> {
  const running = projections.map((definition) => runProjection(state, definition));
  const stop = () => Promise.all(running.map((each) => each.stop()));
  onTestFinished(async () => {
    await stop();
  });
  return stop;
}

/** Furnished, with every agent and every projection at work, and a meeting booked. */
async function busyOffice(): Promise<GatewayUnderTest & { revision: string; meeting: string }> {
  const office = await gatewayUnderTest();
  await office.furnish();
  await office.startAgents();
  startProjections(office.outside);
  const body = { title: "Planning", organizer: "ada", required: ["grace"], room: "turing" };
  const booked = await office.ask("POST", "/api/meetings", { body: { ...body, ...TIMES } });
  expect(booked.status).toBe(201);
  const revision = String(booked.headers["holdfast-revision"]);
  return { ...office, revision, meeting: String(booked.body.id) };
}

describe("views", () => {
  it("show one's own booking to who passes its revision on", async () => {
    const { ask, revision, meeting } = await busyOffice();
    const headers = { "holdfast-at-least": revision };
    const day = await ask("GET", "/api/rooms/turing/days/2026-03-03", { headers });
    expect(day).toMatchObject({
      status: 200,
      body: {
        room: "turing",
        meetings: [{ meeting, title: "Planning", organizer: "ada", status: "standing" }],
      },
    });
    expect(Number(day.headers["holdfast-revision"])).toBeGreaterThanOrEqual(Number(revision));
    expect(day.headers["holdfast-lag-revisions"]).toBe("0");
    expect(day.headers["holdfast-lag-ms"]).toBe("0");

    const span = "from=2026-03-03T00:00Z&to=2026-03-04T00:00Z";
    const agenda = await ask("GET", `/api/people/grace/agenda?${span}&atLeast=${revision}`);
    expect(agenda).toMatchObject({
      status: 200,
      body: { person: "grace", meetings: [{ meeting, room: "turing", role: "required" }] },
    });
  });

  it("find free rooms, by time, seats and equipment", async () => {
    const { ask, revision } = await busyOffice();
    const free = async (start: string, end: string, more = "") => {
      const path = `/api/free-rooms?start=${start}&end=${end}&zone=Europe/Berlin&atLeast=${revision}`;
      const { status, body } = await ask("GET", path + more);
      return { status, rooms: (body.rooms as { id: string }[] | undefined)?.map(({ id }) => id) };
    };
    expect(await free("2026-03-03T10:00", "2026-03-03T11:00")).toMatchObject({
      rooms: ["lovelace"],
    });
    expect(await free("2026-03-03T12:00", "2026-03-03T13:00")).toMatchObject({
      rooms: ["turing", "lovelace"],
    });
    expect(await free("2026-03-03T12:00", "2026-03-03T13:00", "&equipment=video")).toMatchObject({
      rooms: ["lovelace"],
    });
    expect(await free("2026-03-03T12:00", "2026-03-03T13:00", "&capacity=21")).toMatchObject({
      rooms: [],
    });
    expect(await free("2026-03-04T12:00", "2026-03-04T13:00")).toMatchObject({ rooms: [] });
    expect(await free("2026-03-03T13:00", "2026-03-03T12:00")).toMatchObject({ status: 422 });
  });

  it("count: hours used of hours open, holds, and what bookings failed at", async () => {
    const { ask } = await busyOffice();
    const body = { title: "Late", organizer: "alan", room: "turing", ...TIMES };
    const refused = await ask("POST", "/api/meetings", { body });
    expect(refused.status).toBe(409);
    const headers = { "holdfast-at-least": String(refused.headers["holdfast-revision"]) };
    const path = "/api/statistics?from=2026-03-02&to=2026-03-03";
    const statistics = await ask("GET", path, { headers });
    expect(statistics).toMatchObject({
      status: 200,
      body: {
        meetings: { booked: 1 },
        conflicts: { "book-meeting": { "room-booked": 1 } },
        holds: { placed: 3, lapsed: 0, ended: 3 },
      },
    });
    expect(statistics.body.rooms).toContainEqual({
      ...{ room: "turing", day: "2026-03-03", bookedHours: 1.5, openHours: 10 },
    });
    const wrong = await ask("GET", "/api/statistics?from=2026-03-03&to=2026-03-02");
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: "to" }] } });
  });

  it("say how far behind they are when nobody keeps them up", async () => {
    const { ask, furnish, startAgents, outside, clock } = await gatewayUnderTest();
    await furnish();
    const never = ask("GET", "/api/rooms/turing/days/2026-03-03");
    expect(await passTimeUntil(clock, never)).toMatchObject({
      status: 503,
      body: { type: "urn:holdfast:problem:projection-behind", checkpoint: 0 },
    });
    await startAgents();
    const stop = startProjections(outside);
    const built = await ask("GET", "/api/rooms/turing/days/2026-03-03");
    expect(built).toMatchObject({ status: 200, body: { meetings: [] } });
    await stop();
    const booked = await ask("POST", "/api/meetings", {
      body: { title: "Planning", organizer: "ada", room: "turing", ...TIMES },
    });
    clock.advance(25);
    const behind = await ask("GET", "/api/rooms/turing/days/2026-03-03");
    expect(behind).toMatchObject({
      ...{ status: 200, body: { meetings: [] } },
      headers: { "holdfast-lag-revisions": "1", "holdfast-lag-ms": "25" },
    });
    const headers = { "holdfast-at-least": String(booked.headers["holdfast-revision"]) };
    const waiting = ask("GET", "/api/rooms/turing/days/2026-03-03", { headers });
    expect(await passTimeUntil(clock, waiting)).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
      body: { type: "urn:holdfast:problem:projection-behind", lagRevisions: 1 },
    });
  });

  it("of rooms and people that are not there are 404", async () => {
    const { ask } = await busyOffice();
    expect((await ask("GET", "/api/rooms/nowhere/days/2026-03-03")).status).toBe(404);
    expect((await ask("GET", "/api/people/nobody/agenda")).status).toBe(404);
    expect((await ask("GET", "/api/rooms/turing/days/tuesday")).status).toBe(422);
  });
});

describe("projections", () => {
  it("are listed with where they stand, also in the metrics", async () => {
    const { ask, revision } = await busyOffice();
    const path = `/api/people/ada/agenda?atLeast=${revision}`;
    expect((await ask("GET", path)).status).toBe(200);
    const { status, body } = await ask("GET", "/api/projections");
    expect(status).toBe(200);
    const listed = body.projections as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual([
      ...["agenda", "free-rooms", "room-days", "statistics"],
    ]);
    expect(listed[0]).toMatchObject({ state: "live", lagRevisions: 0, lagMs: 0, gaps: 0 });
    const { text } = (await ask("GET", "/metrics")).body;
    expect(text).toContain('holdfast_projection_lag_revisions{projection="agenda"} 0');
    expect(text).toContain('holdfast_projection_lag_ms{projection="agenda"} 0');
  });

  it("wait until all that is told of them is durable", async () => {
    const { ask, state, outside } = await busyOffice();
    const { engine } = state;
    const [snapshot, durable] = [engine.snapshot.bind(engine), engine.durable.bind(engine)];
    let seen = 0;
    let madeDurable = 0;
    // Somebody commits before each look at the state: none is of what was the latest a moment ago.
    engine.snapshot = async (moment) => {
      await outside.projections.restart("agenda");
      const opened = await snapshot(moment);
      seen = Math.max(seen, opened.revision);
      return opened;
    };
    engine.durable = async (revision) => {
      await durable(revision);
      madeDurable = Math.max(madeDurable, revision);
    };
    const { status, headers } = await ask("GET", "/api/projections");
    expect(status).toBe(200);
    expect(seen).toBeGreaterThan(0);
    expect(Number(headers["holdfast-revision"])).toBe(seen);
    expect(madeDurable).toBe(seen);
  });

  it("are built anew, or tried again, when an admin says so", async () => {
    const { ask, accessToken, revision, outside } = await busyOffice();
    const token = await accessToken("ada", "member");
    expect((await ask("POST", "/api/projections/agenda/rebuild", { token })).status).toBe(403);
    expect((await ask("POST", "/api/projections/nothing/restart")).status).toBe(404);
    expect((await ask("POST", "/api/projections/agenda/restart")).status).toBe(202);
    const asked = await ask("POST", "/api/projections/agenda/rebuild");
    expect(asked.status).toBe(202);
    for (let turn = 0; turn < 1_000; turn++) {
      const [agenda] = await outside.projections.status();
      if (agenda?.serving?.generation === 2) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const span = "from=2026-03-03T00:00Z&to=2026-03-04T00:00Z";
    const agenda = await ask("GET", `/api/people/ada/agenda?${span}&atLeast=${revision}`);
    expect(agenda).toMatchObject({ body: { meetings: [{ role: "organizer" }] } });
  });
});
