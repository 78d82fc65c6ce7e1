import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkEvent } from "./testing/checked-answers.ts";
import {
  ADMIN_TOKEN,
  type GatewayUnderTest,
  gatewayUnderTest,
  ROOM,
  until,
} from "./testing/gateway-under-test.ts";

interface SentEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data?: Record<string, unknown>;
}

interface Follower {
  readonly events: SentEvent[];
  readonly response: Response;
  readonly ended: Promise<void>;
  readonly leave: () => void;
}

/** Over a real connection: a stream has no end that could be injected. */
async function follow(
  { app }: GatewayUnderTest,
  query = "",
  headers: Record<string, string> = {},
): Promise<Follower> {
  if (!app.server.listening) await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const leave = new AbortController();
  onTestFinished(() => leave.abort());
  const response = await fetch(`http://127.0.0.1:${port}/api/changes${query}`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers },
    signal: leave.signal,
  });
  const events: SentEvent[] = [];
  const ended = response.ok ? collect(response, events).catch(() => {}) : Promise.resolve();
  return { events, response, ended, leave: () => leave.abort() };
}

/** As often as one may, and once more. */
async function followToTheLimit(gateway: GatewayUnderTest, headers: Record<string, string> = {}) {
  const one: Follower[] = [];
  for (;;) {
    const follower = await follow(gateway, "", headers);
    if (!follower.response.ok) return { one, refused: follower.response };
    one.push(follower);
  }
}

async function collect(response: Response, events: SentEvent[]): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of response.body ?? []) {
    const blocks = (rest + decoder.decode(piece, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    events.push(...blocks.map(parse));
  }
}

function parse(block: string): SentEvent {
  const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s)));
  return { ...fields, ...(fields.data && { data: JSON.parse(fields.data) }) };
}

function commits({ events }: Follower): SentEvent[] {
  return events.filter(({ event }) => event === "commit");
}

describe("the stream of changes", () => {
  it("tells each commit, with its revision as the event's id", async () => {
    const gateway = await gatewayUnderTest();
    const follower = await follow(gateway);
    expect(follower.response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const { headers } = await gateway.ask("PUT", "/api/rooms/turing", { body: ROOM });
    await until(async () => commits(follower).length > 0);
    expect(commits(follower)).toEqual([
      {
        event: "commit",
        id: headers["holdfast-revision"],
        data: {
          revision: Number(headers["holdfast-revision"]),
          at: "2026-03-02T08:00:00.000Z",
          actor: "person/admin",
          process: "gateway",
          cause: "room-replaced",
          changes: [{ key: ["document", "room", "turing"], kind: "put" }],
        },
      },
    ]);
  });

  it("resumes after the last event that was seen: none lost, none twice", async () => {
    const gateway = await gatewayUnderTest();
    await gateway.furnish();
    const first = await follow(gateway, "?after=0");
    await until(async () => commits(first).length === 5);
    const third = String(commits(first)[2]?.id);
    const resumed = await follow(gateway, "?after=0", { "last-event-id": third });
    await until(async () => commits(resumed).length === 2);
    expect(commits(resumed)).toEqual(commits(first).slice(3));
  });

  it("says so when it cannot resume, because the past is gone or never was", async () => {
    const gateway = await gatewayUnderTest();
    for (let n = 0; n < 600; n++) {
      await gateway.state.transact((tx) => tx.put(["document", "room", "busy"], { version: n }));
    }
    const head = await gateway.state.engine.head();
    const late = await follow(gateway, "", { "last-event-id": "1" });
    await until(async () => late.events.some(({ event }) => event === "gap"));
    const gap = late.events.find(({ event }) => event === "gap");
    expect(gap?.data).toMatchObject({ after: 1, before: head - 499 });
    await until(async () => commits(late).length === 500);
    const early = await follow(gateway, "", { "last-event-id": String(head + 1_000) });
    await until(async () => early.events.length > 0);
    expect(early.events[0]).toMatchObject({ event: "gap", id: String(head) });
    for (const event of [...late.events, ...early.events]) checkEvent(event);
  });

  it("never tells of access tokens, idempotency keys or calendars' texts", async () => {
    const gateway = await gatewayUnderTest();
    await gateway.furnish();
    await gateway.startAgents();
    const follower = await follow(gateway, "?after=0");
    await gateway.accessToken("ada", "member");
    const times = { start: "2026-03-02T10:00", end: "2026-03-02T11:00" };
    const body = { title: "Planning", organizer: "ada", room: "turing", ...times };
    const headers = { "idempotency-key": "a-secret-key" };
    const booked = await gateway.ask("POST", "/api/meetings", { body, headers });
    const isTold = ({ data }: SentEvent) => JSON.stringify(data).includes(`"${booked.body.id}",1`);
    await until(async () => commits(follower).some(isTold));
    const told = JSON.stringify(follower.events);
    expect(told).not.toMatch(/access-token"|idempotency|document","calendar"/);
    expect(told).not.toContain("Planning");
    for (const event of follower.events) checkEvent(event);
  });

  it("can be kept to a prefix of whole key parts", async () => {
    const gateway = await gatewayUnderTest();
    await gateway.furnish();
    const follower = await follow(gateway, "?prefix=diary,room/turing&after=0");
    const times = { start: "2026-03-02T10:00", end: "2026-03-02T11:00" };
    await gateway.ask("POST", "/api/holds", { body: { room: "lovelace", ...times } });
    await gateway.ask("POST", "/api/holds", { body: { room: "turing", ...times } });
    await until(async () => commits(follower).length > 0);
    expect(commits(follower)).toMatchObject([
      { data: { changes: [{ key: ["diary", "room/turing", "2026-03-02"], kind: "put" }] } },
    ]);
  });

  it("tells nothing before it is durable", async () => {
    const gateway = await gatewayUnderTest();
    const follower = await follow(gateway);
    const { engine } = gateway.state;
    const usual = engine.durable.bind(engine);
    let sync = () => {};
    const synced = new Promise<void>((resolve) => {
      sync = resolve;
    });
    engine.durable = async (revision) => {
      await synced;
      return usual(revision);
    };
    await gateway.state.transact((tx) => tx.put(["document", "room", "turing"], { version: 1 }));
    const reply = gateway.ask("GET", "/api/rooms");
    const first = await Promise.race([reply, new Promise((resolve) => setTimeout(resolve, 50))]);
    expect(first).toBeUndefined();
    expect(commits(follower)).toEqual([]);
    sync();
    expect((await reply).status).toBe(200);
    await until(async () => commits(follower).length === 1);
  });

  it.each([
    ["an unknown prefix", "?prefix=lane", {}, 422],
    ["a private one", "?prefix=document,access-token", {}, 422],
    ["a Last-Event-ID that is none", "", { "last-event-id": "-1" }, 400],
    ["no access token", "", { authorization: "" }, 401],
  ])("is refused to %s", async (_what, query, headers, status) => {
    const gateway = await gatewayUnderTest();
    expect((await gateway.ask("GET", `/api/changes${query}`, { headers })).status).toBe(status);
  });

  it("cannot be followed so often by one that others find no place", async () => {
    const gateway = await gatewayUnderTest();
    await gateway.furnish();
    const authorization = `Bearer ${await gateway.accessToken("ada", "viewer")}`;
    const { one, refused } = await followToTheLimit(gateway, { authorization });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({
      type: "urn:holdfast:problem:too-many-own-streams",
      limit: one.length,
    });
    expect((await follow(gateway)).response.status).toBe(200);
  });

  it("makes room as soon as its reader has gone, whatever it waits for", async () => {
    const gateway = await gatewayUnderTest();
    const { one, refused } = await followToTheLimit(gateway);
    expect(refused.ok).toBe(false);
    const { engine } = gateway.state;
    const usual = engine.durable.bind(engine);
    let waiting = 0;
    engine.durable = () => {
      waiting += 1;
      return new Promise(() => {});
    };
    await gateway.outside.transact((tx) => tx.put(["document", "room", "new"], { version: 1 }));
    await until(async () => waiting === one.length);
    engine.durable = usual;
    one[0]!.leave();
    await until(async () => (await follow(gateway)).response.ok);
  });

  it("ends when the gateway closes, and closing does not wait for its readers", async () => {
    const gateway = await gatewayUnderTest();
    const follower = await follow(gateway);
    await gateway.app.close();
    await follower.ended;
  });
});
