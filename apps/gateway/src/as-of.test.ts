import { describe, expect, it } from "vitest";
import {
  type GatewayUnderTest,
  gatewayUnderTest,
  NOW,
  ROOM,
  until,
} from "./testing/gateway-under-test.ts";

const ROOM_PATH = "/api/rooms/turing";
const DIARY = `${ROOM_PATH}/diary`;
const SECOND_MS = 1_000;
const SLOT = {
  ...{ room: "turing", start: "2026-03-02T10:00", end: "2026-03-02T11:00", zone: "Europe/Berlin" },
};

function at(ms: number): string {
  return new Date(ms).toISOString();
}

function problem(slug: string) {
  return { body: { type: `urn:holdfast:problem:${slug}` } };
}

/** A room with 6 seats, at the revision `before`, and from an hour later on with 3. */
async function gatewayWithHistory(): Promise<GatewayUnderTest & { before: number }> {
  const gateway = await gatewayUnderTest();
  await gateway.furnish();
  const before = await gateway.state.engine.head();
  gateway.clock.advance(3_600 * SECOND_MS);
  const changed = { headers: { "if-match": "*" }, body: { ...ROOM, capacity: 3 } };
  await gateway.ask("PUT", ROOM_PATH, changed);
  gateway.clock.advance(SECOND_MS);
  return { ...gateway, before };
}

describe("?asOf=", () => {
  it("is refused when it is not a moment: neither a time with its offset nor a revision", async () => {
    const { ask } = await gatewayWithHistory();
    for (const written of [
      ...["", "now", "5", "@", "@-1", "@1.5", "@x", "2026-03-02", "2026-03-02T09:00"],
      ...["2026-03-02T09:00[Nowhere/City]", "2026-03-02T09:00Z[Nowhere/City]"],
      ...[
        "2026-03-02T09:00+02:00[Europe/Berlin]",
        "2026-02-30T09:00Z",
        "2025-03-30T02:30[Europe/Berlin]",
      ],
      ...["2025-10-26T02:30[Europe/Berlin]", "2026-03-02T09:00[Europe/Berlin][u-ca=hebrew]"],
    ]) {
      const answer = await ask("GET", `/api/rooms?asOf=${encodeURIComponent(written)}`);
      expect({ written, ...answer }).toMatchObject({ status: 422, ...problem("request-invalid") });
      expect(answer.body.errors).toMatchObject([{ field: "asOf" }]);
    }
    expect((await ask("GET", "/api/rooms?asOf=@1&asOf=@2")).status).toBe(422);
  });

  it("is refused by writes, and by what foresees or follows the present: none overlooks it", async () => {
    const { ask, state } = await gatewayWithHistory();
    const head = await state.engine.head();
    for (const [method, path] of [
      ["PUT", ROOM_PATH],
      ["DELETE", "/api/people/ada"],
      ["POST", "/api/meetings"],
      ["POST", "/api/holds"],
      ["GET", "/api/suggestions"],
      ["GET", "/api/changes"],
      ["GET", "/health"],
      ["GET", "/metrics"],
    ] as const) {
      const answer = await ask(method, `${path}?asOf=@1`, method === "PUT" ? { body: ROOM } : {});
      expect({ path, ...answer }).toMatchObject({ status: 422, ...problem("request-invalid") });
    }
    expect(await state.engine.head()).toBe(head);
  });

  it("is refused of a moment that has not come", async () => {
    const { ask, clock, state } = await gatewayWithHistory();
    const head = await state.engine.head();
    for (const moment of [`@${head + 1}`, at(clock.wallMs() + 1)]) {
      const answer = await ask("GET", `/api/rooms?asOf=${moment}`);
      expect(answer).toMatchObject({ status: 422, ...problem("moment-in-the-future") });
    }
    expect((await ask("GET", `/api/rooms?asOf=${at(clock.wallMs())}`)).status).toBe(200);
  });

  it("reaches a commit whose time is to come, since the clock was set back after it", async () => {
    const { ask, clock } = await gatewayWithHistory();
    const written = clock.wallMs();
    await ask("PUT", "/api/rooms/hopper", { body: ROOM });
    clock.stepWall(-7_200 * SECOND_MS);
    const answer = await ask("GET", `/api/rooms/hopper?asOf=${at(written)}`);
    expect(answer.status).toBe(200);
    const beyond = await ask("GET", `/api/rooms/hopper?asOf=${at(written + 1)}`);
    expect(beyond).toMatchObject(problem("moment-in-the-future"));
  });

  it("is refused of a moment that is no longer retained, saying from when on it is", async () => {
    const { ask, state, outside } = await gatewayWithHistory();
    for (let commit = 0; commit < 600; commit++)
      await outside.transact((tx) => tx.put(["x"], commit));
    const since = await state.retainedSince();
    for (const moment of [`@${since.revision - 1}`, at(NOW)]) {
      const answer = await ask("GET", `/api/rooms?asOf=${moment}`);
      expect(answer).toMatchObject({
        ...{ status: 410, ...problem("moment-not-retained") },
        body: { retainedSince: { revision: since.revision, at: at(since.at) } },
      });
    }
    const earliest = await ask("GET", `/api/rooms?asOf=@${since.revision}`);
    expect(earliest.headers["holdfast-revision"]).toBe(String(since.revision));
  });

  it("does not go back behind the revision that the same request asks for at least", async () => {
    const { ask, state } = await gatewayWithHistory();
    const head = await state.engine.head();
    const headers = { "holdfast-at-least": String(head) };
    expect((await ask("GET", `/api/rooms?asOf=@${head}`, { headers })).status).toBe(200);
    const behind = await ask("GET", `/api/rooms?asOf=@${head - 1}`, { headers });
    expect(behind).toMatchObject({ status: 422, ...problem("request-invalid") });
  });

  it("reads the same moment however it is written, and says which it was", async () => {
    const { ask, before } = await gatewayWithHistory();
    const then = NOW + 1_800 * SECOND_MS;
    for (const written of [
      ...[at(then), "2026-03-02T08:30Z", "2026-03-02T09:30+01:00"],
      ...["2026-03-02T09:30[Europe/Berlin]", "2026-03-02T09:30+01:00[Europe/Berlin]"],
      ...["2026-03-02T08:30Z[Europe/Berlin]", "2026-03-02T09:30+01:00[!Europe/Berlin]"],
    ]) {
      // Also as sloppy clients send it, with a plus sign that arrives as a space.
      for (const sent of [encodeURIComponent(written), written]) {
        const answer = await ask("GET", `${ROOM_PATH}?asOf=${sent}`);
        expect({ sent, ...answer }).toMatchObject({
          status: 200,
          body: { capacity: 6, version: 1 },
        });
        expect(answer.headers["holdfast-revision"]).toBe(String(before));
        expect(answer.headers["holdfast-as-of"]).toBe(at(then));
      }
    }
    const answer = await ask("GET", `${ROOM_PATH}?asOf=@${before}`);
    expect(answer.body).toMatchObject({ capacity: 6 });
    expect(answer.headers["holdfast-as-of"]).toBe(at(NOW));
    const present = await ask("GET", ROOM_PATH);
    expect(present.body).toMatchObject({ capacity: 3 });
    expect(present.headers).not.toHaveProperty("holdfast-as-of");
  });

  it("takes an hour that clocks show twice with either offset", async () => {
    const { ask, clock } = await gatewayUnderTest();
    clock.stepWall(Date.UTC(2026, 9, 25, 12) - NOW);
    for (const [offset, hour] of [
      ["+02:00", "00"],
      ["+01:00", "01"],
    ]) {
      const written = encodeURIComponent(`2026-10-25T02:30${offset}[Europe/Berlin]`);
      const answer = await ask("GET", `/api/rooms?asOf=${written}`);
      expect(answer.headers["holdfast-as-of"]).toBe(`2026-10-25T${hour}:30:00.000Z`);
    }
  });

  it("has a weak ETag, which spares reading again and never lets anybody write", async () => {
    const { ask, state, before } = await gatewayWithHistory();
    const path = `${ROOM_PATH}?asOf=@${before}`;
    const tag = String((await ask("GET", path)).headers.etag);
    expect(tag).toBe('W/"1"');
    const known = await ask("GET", path, { headers: { "if-none-match": tag } });
    expect(known.status).toBe(304);
    expect(known.headers["holdfast-as-of"]).toBe(at(NOW));
    const ofPresent = `${ROOM_PATH}?asOf=@${await state.engine.head()}`;
    const latest = String((await ask("GET", ofPresent)).headers.etag);
    for (const each of [tag, latest]) {
      const put = { headers: { "if-match": each }, body: { ...ROOM, capacity: 9 } };
      expect((await ask("PUT", ROOM_PATH, put)).status).toBe(412);
    }
  });

  it("shows a hold while it lived, without saying when it would have lapsed, and not later", async () => {
    const { ask, clock, outside } = await gatewayWithHistory();
    const placed = clock.wallMs();
    const forMs = 60 * SECOND_MS;
    const hold = await ask("POST", "/api/holds", {
      body: { ...SLOT, start: "2026-03-02T13:00", end: "2026-03-02T14:00", forMs },
    });
    expect(hold.status).toBe(201);
    clock.advance(600 * SECOND_MS);
    await outside.transact((tx) => tx.put(["x"], 1));
    const intervalsAt = async (ms: number) =>
      (await ask("GET", `${DIARY}?asOf=${at(ms)}`)).body.intervals;
    const slot = { start: at(NOW + 4 * 3_600_000), end: at(NOW + 5 * 3_600_000) };
    const held = { ...slot, status: "held", hold: hold.body.id };
    expect(await intervalsAt(placed - 1)).toEqual([]);
    expect(await intervalsAt(placed + forMs - 1)).toEqual([{ ...held, heldBy: "person/admin" }]);
    expect(await intervalsAt(placed + forMs)).toEqual([]);
    const path = `/api/holds/${hold.body.id}`;
    const then = await ask("GET", `${path}?asOf=${at(placed + 1)}`);
    expect(then.body).toMatchObject({ room: "turing", heldBy: "person/admin" });
    expect(then.body).not.toHaveProperty("freeAt");
    expect(then.body).not.toHaveProperty("expiresInMs");
    expect((await ask("GET", `${path}?asOf=${at(placed + forMs)}`)).status).toBe(404);
  });

  it("begins a diary at that moment, unless it says otherwise", async () => {
    const { ask, before } = await gatewayWithHistory();
    const byTime = await ask("GET", `${DIARY}?asOf=${at(NOW + 5)}`);
    expect(byTime.body.from).toBe(at(NOW + 5));
    const byRevision = await ask("GET", `/api/people/ada/busy?asOf=@${before}`);
    expect(byRevision.body.from).toBe(at(NOW));
  });

  it("tells a meeting's story as of any moment, and of a time for good", async () => {
    const { ask, clock, state, outside, startAgents, furnish } = await gatewayUnderTest();
    await furnish();
    await startAgents();
    const body = { ...SLOT, title: "Compilers", organizer: "ada" };
    const meeting = `/api/meetings/${(await ask("POST", "/api/meetings", { body })).body.id}`;
    const isQuiet = async () => (await ask("GET", `${meeting}/saga`)).body.endedAt !== undefined;
    await until(isQuiet);
    const early = await state.engine.head();
    clock.advance(SECOND_MS);
    const edited = { headers: { "if-match": "*" }, body: { title: "Interpreters" } };
    expect((await ask("PATCH", meeting, edited)).status).toBe(200);
    const titleAsOf = async (moment: string) =>
      (await ask("GET", `${meeting}?asOf=${moment}`)).body.title;
    expect(await titleAsOf(at(NOW + 1))).toBe("Compilers");
    expect(await titleAsOf(`@${early}`)).toBe("Compilers");
    expect(await titleAsOf(at(NOW + SECOND_MS))).toBe("Interpreters");
    expect((await ask("GET", `${meeting}?asOf=${at(NOW - 1)}`)).status).toBe(404);
    expect((await ask("GET", `${meeting}/saga?asOf=@${early}`)).body.state).toBe("completed");

    clock.advance(SECOND_MS);
    for (let commit = 0; commit < 600; commit++)
      await outside.transact((tx) => tx.put(["x"], commit));
    expect(await titleAsOf(at(NOW + 1))).toBe("Compilers");
    const events = await ask("GET", `${meeting}/events?asOf=${at(NOW + 1)}`);
    expect(events.body.events).toHaveLength(1);
    expect(events.headers["holdfast-as-of"]).toBe(at(NOW + 1));
    expect((await ask("GET", `${meeting}?asOf=${at(NOW - 1)}`)).status).toBe(404);
    expect(await ask("GET", `${meeting}?asOf=@${early}`)).toMatchObject({ status: 410 });
    expect(await ask("GET", `${meeting}/saga?asOf=${at(NOW + 1)}`)).toMatchObject({ status: 410 });
  });

  it("is offered wherever the state is read", async () => {
    const { ask, state, accessToken } = await gatewayWithHistory();
    const head = await state.engine.head();
    await accessToken("ada", "member");
    for (const [path, list, then, now] of [
      ["/api/rooms", "rooms", 2, 2],
      ["/api/people", "people", 3, 3],
      ["/api/agents", "agents", 0, 0],
      ["/api/inbox", "mails", 0, 0],
      ["/api/dead-letters", "deadLetters", 0, 0],
      ["/api/access-tokens", "accessTokens", 1, 2],
    ] as const) {
      const past = await ask("GET", `${path}?asOf=@${head}`);
      expect({ path, count: (past.body[list] as unknown[]).length }).toEqual({ path, count: then });
      expect(past.headers["holdfast-revision"]).toBe(String(head));
      expect(((await ask("GET", path)).body[list] as unknown[]).length).toBe(now);
    }
    const person = await ask("GET", `/api/people/ada?asOf=@${head}`);
    expect(person.headers.etag).toBe('W/"1"');
  });

  it("judges who may read by the rights of today", async () => {
    const { ask, state, accessToken } = await gatewayWithHistory();
    const token = await accessToken("ada", "viewer");
    const head = await state.engine.head();
    const past = `/api/access-tokens?asOf=@${head}`;
    expect((await ask("GET", past, { token })).status).toBe(403);
    expect((await ask("GET", "/api/rooms?asOf=@1", { token })).status).toBe(200);
    const tokens = (await ask("GET", "/api/access-tokens")).body.accessTokens as {
      id: string;
      person: string;
    }[];
    const theirs = tokens.find(({ person }) => person === "ada");
    await ask("DELETE", `/api/access-tokens/${theirs?.id}`);
    expect((await ask("GET", `/api/rooms?asOf=@${head}`, { token })).status).toBe(401);
  });
});
