import { describe, expect, it } from "vitest";
import { gatewayUnderTest, passTimeUntil, ROOM } from "./testing/gateway-under-test.ts";

const ROOM_PATH = "/api/rooms/turing";
const SLOT = {
  ...{ room: "turing", start: "2026-03-02T10:00", end: "2026-03-02T11:00", zone: "Europe/Berlin" },
};
const BOOKING = { ...SLOT, title: "Compilers", organizer: "ada" };

function atLeast(revision: number | string) {
  return { headers: { "holdfast-at-least": String(revision) } };
}

describe("Holdfast-At-Least", () => {
  it("refuses what is no revision, and does nothing then", async () => {
    const { ask, state } = await gatewayUnderTest();
    const head = await state.engine.head();
    for (const written of ["", "-1", "1.5", "soon", "1e3", "9".repeat(16), "1, 2"]) {
      const options = { ...atLeast(written), body: ROOM };
      for (const method of ["GET", "PUT"] as const) {
        const answer = await ask(method, ROOM_PATH, method === "PUT" ? options : atLeast(written));
        expect(answer).toMatchObject({ status: 400, body: { header: "Holdfast-At-Least" } });
      }
    }
    expect(await state.engine.head()).toBe(head);
  });

  it("refuses, after a while, a revision that this state has never had: nothing is written", async () => {
    const { ask, clock, state } = await gatewayUnderTest();
    const head = await state.engine.head();
    const future = atLeast(head + 1);
    for (const asking of [
      () => ask("GET", "/api/rooms", future),
      () => ask("PUT", ROOM_PATH, { ...future, body: ROOM }),
      () => ask("GET", "/api/suggestions?durationMinutes=30", future),
    ]) {
      const answer = await passTimeUntil(clock, asking());
      expect(answer).toMatchObject({ status: 503, body: { atLeast: head + 1, reached: head } });
      expect(answer.body.type).toBe("urn:holdfast:problem:revision-not-reached");
      expect(answer.headers["retry-after"]).toBe("1");
    }
    expect(await state.engine.head()).toBe(head);
  });

  it("waits for a revision that is about to come, and reads what it brought", async () => {
    const { ask, outside } = await gatewayUnderTest();
    const put = await ask("PUT", ROOM_PATH, { body: ROOM });
    const wanted = Number(put.headers["holdfast-revision"]) + 50;
    let answered = false;
    const reading = ask("GET", ROOM_PATH, atLeast(wanted)).finally(() => {
      answered = true;
    });
    const changed = { headers: { "if-match": "*" }, body: { ...ROOM, capacity: 3 } };
    await ask("PUT", ROOM_PATH, changed);
    expect(answered).toBe(false);
    while ((await outside.engine.head()) < wanted) await outside.transact((tx) => tx.put(["x"], 1));
    const answer = await reading;
    expect(answer).toMatchObject({ status: 200, body: { capacity: 3 } });
    expect(Number(answer.headers["holdfast-revision"])).toBeGreaterThanOrEqual(wanted);
  });

  it("is honoured with the revision that any reply spoke of", async () => {
    const { ask } = await gatewayUnderTest();
    const put = await ask("PUT", ROOM_PATH, { body: ROOM });
    const revision = String(put.headers["holdfast-revision"]);
    expect(await ask("GET", ROOM_PATH, atLeast(revision))).toMatchObject({ status: 200 });
  });
});

describe("Holdfast-Revision", () => {
  it("is on every reply that speaks of the state: lists, 304, refusals, conflicts", async () => {
    const { ask, startAgents, furnish } = await gatewayUnderTest();
    await furnish();
    await startAgents();
    const booked = await ask("POST", "/api/meetings", { body: BOOKING });
    const meeting = `/api/meetings/${booked.body.id}`;
    const known = { headers: { "if-none-match": '"1"' } };
    const calendar = { headers: { "content-type": "text/calendar" }, body: "BEGIN:VCALENDAR" };
    const replies = [
      [201, booked],
      [200, await ask("GET", "/api/rooms")],
      [200, await ask("GET", "/api/people")],
      [200, await ask("GET", "/api/agents")],
      [200, await ask("GET", "/api/inbox")],
      [200, await ask("GET", "/api/dead-letters")],
      [200, await ask("GET", "/api/access-tokens")],
      [200, await ask("GET", "/api/people/ada/busy")],
      [200, await ask("GET", `${ROOM_PATH}/diary`)],
      [200, await ask("GET", "/api/suggestions?durationMinutes=30")],
      [200, await ask("GET", `${meeting}/events`)],
      [200, await ask("GET", `${meeting}/saga`)],
      [304, await ask("GET", ROOM_PATH, known)],
      [304, await ask("GET", meeting, known)],
      [404, await ask("GET", "/api/rooms/nowhere")],
      [404, await ask("GET", "/api/holds/nothing")],
      [404, await ask("GET", "/api/people/ada/calendar")],
      [404, await ask("POST", "/api/people/nobody/calendar", calendar)],
      [409, await ask("POST", "/api/meetings", { body: BOOKING })],
      [409, await ask("POST", "/api/holds", { body: SLOT })],
      [
        412,
        await ask("PUT", ROOM_PATH, {
          headers: { "if-match": '"7"' },
          body: { ...ROOM, capacity: 9 },
        }),
      ],
      [422, await ask("POST", "/api/meetings", { body: { ...BOOKING, organizer: "nobody" } })],
      [428, await ask("DELETE", "/api/people/ada")],
    ] as const;
    for (const [index, [status, reply]] of replies.entries()) {
      const seen = { index, status: reply.status, says: "holdfast-revision" in reply.headers };
      expect(seen).toEqual({ index, status, says: true });
    }
  });

  it("of a conflict covers the alternatives that were offered with it", async () => {
    const { ask, state, furnish } = await gatewayUnderTest();
    await furnish();
    await ask("POST", "/api/holds", { body: SLOT });
    const refused = await ask("POST", "/api/holds", { body: SLOT });
    expect(refused.status).toBe(409);
    expect(refused.headers["holdfast-revision"]).toBe(String(await state.engine.head()));
  });

  it("tells strangers nothing", async () => {
    const { ask } = await gatewayUnderTest();
    const answer = await ask("GET", "/api/rooms", { token: null, ...atLeast(1) });
    expect(answer.status).toBe(401);
    expect(answer.headers).not.toHaveProperty("holdfast-revision");
  });
});
