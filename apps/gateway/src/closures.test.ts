import { roomResource } from "@holdfast/scheduling";
import type { SharedState } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import {
  type GatewayUnderTest,
  gatewayUnderTest,
  passTimeUntil,
  ROOM,
  until,
} from "./testing/gateway-under-test.ts";

const path = "/api/rooms/turing/closures";
const repair = { start: "2026-03-03T08:00", end: "2026-03-03T18:00", reason: "New carpet" };
const inside = { start: "2026-03-03T09:00", end: "2026-03-03T10:00" };
const span = { start: "2026-03-03T07:00:00.000Z", end: "2026-03-03T17:00:00.000Z" };

async function office(): Promise<GatewayUnderTest> {
  const gateway = await gatewayUnderTest();
  await gateway.furnish();
  return gateway;
}

/** Somebody else is at the room, until `letGo` is called. */
async function lockRoom(state: SharedState): Promise<() => Promise<void>> {
  let finish = () => {};
  let taken = () => {};
  const locked = new Promise<void>((resolve) => {
    taken = resolve;
  });
  const options = { leaseMs: 60_000, waitMsMax: 0, by: "person/grace" };
  const run = state.locks.run(roomResource("turing"), options, () => {
    taken();
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  await locked;
  return async () => {
    finish();
    await run;
  };
}

async function closeRoom({ ask }: GatewayUnderTest): Promise<string> {
  const asked = await ask("POST", path, { body: repair });
  const location = String(asked.headers.location);
  await until(async () => (await ask("GET", location)).body.state === "closed");
  return location;
}

describe("closing a room", () => {
  it("is asked for at once, and done by the room agents", async () => {
    const gateway = await office();
    const { ask } = gateway;
    const asked = await ask("POST", path, { body: repair });
    expect(asked).toMatchObject({
      status: 202,
      body: { room: "turing", ...span, reason: "New carpet", state: "waiting", meetings: [] },
    });
    expect(asked.headers.location).toBe(`${path}/${asked.body.id}`);
    expect((await ask("GET", path)).body.closures).toEqual([asked.body]);
    await gateway.startAgents();
    const location = String(asked.headers.location);
    await until(async () => (await ask("GET", location)).body.state === "closed");
  });

  it("moves the meetings that are there, and says where they are", async () => {
    const gateway = await office();
    const { ask } = gateway;
    await gateway.startAgents();
    const booking = { title: "Planning", organizer: "ada", room: "turing", ...inside };
    const meeting = (await ask("POST", "/api/meetings", { body: booking })).body.id;
    const location = await closeRoom(gateway);
    expect((await ask("GET", location)).body.meetings).toEqual([
      { meeting, outcome: "moved", to: "lovelace" },
    ]);
    expect((await ask("GET", `/api/meetings/${meeting}`)).body.room).toBe("lovelace");
    const { body } = await ask("GET", `/api/meetings/${meeting}/saga`);
    expect(JSON.stringify(body)).toContain("move-meeting");
  });

  it("keeps everybody out: from holds and from bookings, and shows in the diary", async () => {
    const gateway = await office();
    const { ask } = gateway;
    await gateway.startAgents();
    const location = await closeRoom(gateway);
    const hold = await ask("POST", "/api/holds", { body: { room: "turing", ...inside } });
    expect(hold).toMatchObject({ status: 409, body: { type: "urn:holdfast:problem:room-closed" } });
    const booking = { title: "Planning", organizer: "ada", room: "turing", ...inside };
    const booked = await ask("POST", "/api/meetings", { body: booking });
    expect(booked).toMatchObject({ status: 409, body: { reason: "room-closed" } });
    const diary = await ask("GET", "/api/rooms/turing/diary");
    const closure = location.split("/").at(-1);
    expect(diary.body.intervals).toEqual([
      { ...span, status: "closed", closure, reason: "New carpet" },
    ]);
    expect((await ask("DELETE", location)).status).toBe(204);
    expect((await ask("DELETE", location)).status).toBe(204);
    expect((await ask("GET", location)).body.state).toBe("cancelled");
    expect((await ask("POST", "/api/meetings", { body: booking })).status).toBe(201);
  });

  it("is for admins, in a room that there is, at a time that can be", async () => {
    const { ask, accessToken } = await office();
    const token = await accessToken("ada", "member");
    expect((await ask("POST", path, { body: repair, token })).status).toBe(403);
    expect((await ask("DELETE", `${path}/any`, { token })).status).toBe(403);
    expect((await ask("GET", path, { token })).status).toBe(200);
    for (const [status, body] of [
      [422, { ...repair, end: repair.start }],
      [422, { ...repair, start: "2026-03-01T08:00" }],
      [422, { ...repair, end: "2026-03-10T08:01" }],
      [422, { ...repair, reason: "" }],
      [422, { ...repair, colour: "red" }],
      [202, { ...repair, end: "2026-03-10T08:00" }],
    ] as const) {
      expect((await ask("POST", path, { body })).status).toBe(status);
    }
    expect((await ask("POST", "/api/rooms/nowhere/closures", { body: repair })).status).toBe(404);
    expect((await ask("GET", "/api/rooms/nowhere/closures")).status).toBe(404);
    expect((await ask("GET", `${path}/nothing`)).status).toBe(404);
    expect((await ask("DELETE", `${path}/nothing`)).status).toBe(404);
  });
});

describe("a room that somebody has locked", () => {
  const roomLocked = {
    status: 409,
    body: { type: "urn:holdfast:problem:room-locked", room: "turing", lockedBy: "person/grace" },
    headers: { "retry-after": "1" },
  };

  it("cannot be held, and says by whom it is locked", async () => {
    const { ask, outside } = await office();
    const letGo = await lockRoom(outside);
    const body = { room: "turing", ...inside };
    expect(await ask("POST", "/api/holds", { body })).toMatchObject(roomLocked);
    const other = { ...body, room: "lovelace" };
    expect((await ask("POST", "/api/holds", { body: other })).status).toBe(201);
    await letGo();
    expect((await ask("POST", "/api/holds", { body })).status).toBe(201);
  });

  it("cannot be booked, and the meeting says so", async () => {
    const { ask, outside, startAgents } = await office();
    await startAgents();
    const letGo = await lockRoom(outside);
    const body = { title: "Planning", organizer: "ada", room: "turing", ...inside };
    expect(await ask("POST", "/api/meetings", { body })).toMatchObject({
      ...{ status: 409, body: { reason: "room-locked" } },
    });
    await letGo();
  });

  it("gets new rules when the lock is free, or not at all", async () => {
    const { ask, outside, clock } = await office();
    const letGo = await lockRoom(outside);
    const change = () =>
      ask("PUT", "/api/rooms/turing", {
        ...{ body: { ...ROOM, capacity: 8 }, headers: { "if-match": '"1"' } },
      });
    expect(await passTimeUntil(clock, change())).toMatchObject(roomLocked);
    expect((await ask("GET", "/api/rooms/turing")).body.version).toBe(1);
    const waiting = change();
    await until(async () => (await outside.locks.describe())[0]?.waiters.length === 1);
    await letGo();
    expect(await waiting).toMatchObject({ status: 200, body: { version: 2, capacity: 8 } });
    expect(await outside.locks.describe()).toEqual([]);
  });
});
