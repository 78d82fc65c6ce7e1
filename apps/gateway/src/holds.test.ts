import { describe, expect, it } from "vitest";
import { gatewayUnderTest, until } from "./testing/gateway-under-test.ts";

const HOLD = { room: "turing", start: "2026-03-02T10:00", end: "2026-03-02T11:00" };

async function office() {
  const gateway = await gatewayUnderTest();
  await gateway.furnish();
  return gateway;
}

describe("holds", () => {
  it("reserve a room until they lapse", async () => {
    const { ask, clock } = await office();
    const placed = await ask("POST", "/api/holds", { body: { ...HOLD, forMs: 5_000 } });
    expect(placed).toMatchObject({
      status: 201,
      body: {
        room: "turing",
        start: "2026-03-02T09:00:00.000Z",
        heldBy: "person/admin",
        fence: 1,
        freeAt: "2026-03-02T08:00:05.000Z",
        expiresInMs: 5_000,
      },
    });
    const where = String(placed.headers.location);
    clock.advance(4_999);
    expect(await ask("GET", where)).toMatchObject({ status: 200, body: { expiresInMs: 1 } });
    clock.advance(1);
    expect(await ask("GET", where)).toMatchObject({
      status: 404,
      body: { type: "urn:holdfast:problem:hold-lapsed" },
    });
    expect((await ask("POST", "/api/holds", { body: HOLD })).status).toBe(201);
  });

  it("exclude every overlap, and touch without a conflict", async () => {
    const { ask } = await office();
    await ask("POST", "/api/holds", { body: { ...HOLD, forMs: 60_000 } });
    const overlapping = { ...HOLD, start: "2026-03-02T10:59", end: "2026-03-02T12:00" };
    const refused = await ask("POST", "/api/holds", { body: overlapping });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        type: "urn:holdfast:problem:room-taken",
        heldBy: "person/admin",
        freeAt: "2026-03-02T08:01:00.000Z",
      },
    });
    expect((refused.body.alternatives as unknown[]).length).toBeGreaterThan(0);
    const touching = { ...HOLD, start: "2026-03-02T11:00", end: "2026-03-02T12:00" };
    expect((await ask("POST", "/api/holds", { body: touching })).status).toBe(201);
  });

  it("are refused while the room is closed", async () => {
    const { ask } = await office();
    const body = { ...HOLD, start: "2026-03-02T17:30", end: "2026-03-02T18:01" };
    expect(await ask("POST", "/api/holds", { body })).toMatchObject({
      status: 409,
      body: { type: "urn:holdfast:problem:room-closed" },
    });
  });

  it("are renewed and released by their holder, or by an admin, and nobody else", async () => {
    const { ask, clock, accessToken } = await office();
    const ada = await accessToken("ada", "member");
    const grace = await accessToken("grace", "member");
    const { body } = await ask("POST", "/api/holds", {
      token: ada,
      body: { ...HOLD, forMs: 5_000 },
    });
    const path = `/api/holds/${body.id}`;
    expect((await ask("PATCH", path, { token: grace, body: {} })).status).toBe(403);
    expect((await ask("DELETE", path, { token: grace })).status).toBe(403);
    const renewed = await ask("PATCH", path, { token: ada, body: { forMs: 60_000, fence: 1 } });
    expect(renewed).toMatchObject({ status: 200, body: { expiresInMs: 60_000 } });
    clock.advance(59_000);
    const stale = await ask("PATCH", path, { token: ada, body: { fence: 2 } });
    expect(stale).toMatchObject({
      status: 409,
      body: { type: "urn:holdfast:problem:stale-fence" },
    });
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("PATCH", path, { token: ada, body: {} })).status).toBe(404);
  });

  it("that a booking has taken over cannot be changed", async () => {
    const { ask, startAgents } = await office();
    await startAgents("room-agent");
    const { body: hold } = await ask("POST", "/api/holds", { body: HOLD });
    const meeting = { title: "Planning", organizer: "ada", start: HOLD.start, end: HOLD.end };
    const booking = ask("POST", "/api/meetings", { body: { ...meeting, holdId: hold.id } });
    const path = `/api/holds/${hold.id}`;
    await until(async () => (await ask("GET", path)).body.fence === 2);
    expect(await ask("DELETE", path)).toMatchObject({
      status: 409,
      body: { type: "urn:holdfast:problem:hold-adopted" },
    });
    expect((await ask("PATCH", path, { body: {} })).status).toBe(409);
    await startAgents("calendar-agent");
    expect((await booking).status).toBe(201);
  });

  it.each([
    ["room", { room: "nowhere" }],
    ["start", { start: "2026-03-02T10:00:01" }],
    ["start", { start: "2026-03-29T02:00", end: "2026-03-29T03:00" }],
    ["end", { end: HOLD.start }],
    ["zone", { zone: "CET/Berlin" }],
    ["forMs", { forMs: 900_001 }],
    ["forMs", { forMs: 999 }],
    ["forMs", { forMs: "long" }],
    ["by", { by: "person/ada" }],
  ])("are refused when their %s is wrong", async (field, change) => {
    const { ask } = await office();
    const answer = await ask("POST", "/api/holds", { body: { ...HOLD, ...change } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect((await ask("GET", "/api/rooms/turing/diary")).body.intervals).toEqual([]);
  });
});
