import { describe, expect, it } from "vitest";
import { gatewayUnderTest, passTimeUntil, until } from "./testing/gateway-under-test.ts";

const MEETING = {
  title: "Planning",
  organizer: "ada",
  required: ["grace"],
  room: "turing",
  start: "2026-03-02T10:00",
  end: "2026-03-02T11:00",
};

describe("cancelling a meeting", () => {
  it("frees its room and people, tells why, and may be asked for twice", async () => {
    const { ask, furnish, startAgents } = await gatewayUnderTest();
    await furnish();
    await startAgents();
    const { body } = await ask("POST", "/api/meetings", { body: MEETING });
    const path = `/api/meetings/${body.id}`;
    expect((await ask("DELETE", path)).status).toBe(428);
    expect((await ask("DELETE", path, { headers: { "if-match": '"2"' } })).status).toBe(412);
    const headers = { "if-match": '"1"' };
    const cancelled = await ask("DELETE", `${path}?reason=Snow`, { headers });
    expect(cancelled).toMatchObject({ status: 200, body: { status: "cancelled", sequence: 1 } });
    expect((await ask("DELETE", path)).body).toEqual(cancelled.body);
    expect((await ask("GET", "/api/rooms/turing/diary")).body.intervals).toEqual([]);
    const { body: told } = await ask("GET", `${path}/events`);
    expect(told.events).toMatchObject([
      { type: "booked" },
      { type: "cancelled", data: { reason: "Snow" } },
    ]);
    expect((await ask("POST", "/api/meetings", { body: MEETING })).status).toBe(201);
  });

  it("that nobody has booked is 404", async () => {
    const { ask } = await gatewayUnderTest();
    expect((await ask("DELETE", "/api/meetings/nothing")).status).toBe(404);
    expect((await ask("GET", "/api/meetings/nothing/events")).status).toBe(404);
    expect((await ask("GET", "/api/meetings/nothing/saga")).status).toBe(404);
  });

  it("while it is being booked undoes the booking", async () => {
    const { ask, clock, furnish, startAgents } = await gatewayUnderTest();
    await furnish();
    await startAgents("room-agent");
    const waiting = await passTimeUntil(clock, ask("POST", "/api/meetings", { body: MEETING }));
    const path = `/api/meetings/${waiting.body.meeting}`;
    const stopped = await ask("DELETE", path);
    expect(stopped).toMatchObject({ status: 202 });
    const where = String(stopped.headers.location);
    await startAgents("calendar-agent");
    await until(async () => (await ask("GET", where)).body.state === "compensated");
    const saga = await ask("GET", where);
    expect(saga.body).toMatchObject({
      failure: { reason: "stop-requested" },
      undone: ["hold-room"],
    });
    expect((await ask("GET", path)).status).toBe(404);
    expect((await ask("GET", "/api/rooms/turing/diary")).body.intervals).toEqual([]);
  });

  it("whose invitations are still to be sent follows as soon as they are", async () => {
    const { ask, clock, furnish, startAgents } = await gatewayUnderTest();
    await furnish();
    await startAgents("room-agent", "calendar-agent");
    const { body } = await ask("POST", "/api/meetings", { body: MEETING });
    const path = `/api/meetings/${body.id}`;
    const headers = { "if-match": '"1"' };
    const asked = await passTimeUntil(clock, ask("DELETE", path, { headers }));
    expect(asked.status).toBe(202);
    const change = ask("PATCH", path, { body: { title: "Too late" }, headers });
    expect(await passTimeUntil(clock, change)).toMatchObject({
      status: 409,
      body: { type: "urn:holdfast:problem:meeting-busy" },
    });
    await startAgents("notification-agent");
    await until(async () => (await ask("GET", path)).body.status === "cancelled");
    const where = String(asked.headers.location);
    expect((await ask("GET", where)).body).toMatchObject({ definition: "cancel-meeting" });
  });
});
