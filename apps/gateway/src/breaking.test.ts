import {
  BREAKING,
  BREAKING_HERE,
  type Breaking,
  FAILING_KINDS,
  ORDER_OUTCOMES,
  ORDERS,
  type OrderOutcome,
} from "@holdfast/agent-runtime";
import * as scheduling from "@holdfast/scheduling";
import { putDocument, type SagaDefinition, type SharedState } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { AGENTS } from "./agents.ts";
import { gatewayUnderTest } from "./testing/gateway-under-test.ts";

const KILL = { process: "room-agent/1" };

/** A supervisor takes orders, and has one process. */
async function breakable(unavailable: Breaking["unavailable"] = {}) {
  const gateway = await gatewayUnderTest();
  await gateway.outside.transact((tx) => {
    putDocument<Breaking>(tx, BREAKING, BREAKING_HERE, { mode: "demo", unavailable });
    const agent = { name: KILL.process, role: "room-agent", state: "running", pid: 11 };
    putDocument(tx, AGENTS, agent.name, agent);
  });
  return gateway;
}

function settle(state: SharedState, id: string, outcome: OrderOutcome) {
  return state.transact((tx) => putDocument(tx, ORDER_OUTCOMES, id, outcome));
}

describe("breaking something", () => {
  it("is refused where no supervisor takes orders, and nothing is written down", async () => {
    const { ask } = await gatewayUnderTest();
    expect(await ask("POST", "/api/break/kill", { body: KILL })).toMatchObject({
      status: 403,
      body: { type: "urn:holdfast:problem:breaking-not-enabled" },
    });
    expect((await ask("GET", "/api/break/orders")).body).toEqual({ orders: [] });
    const { body } = await ask("GET", "/api/break");
    expect(body).toMatchObject({ enabled: false, why: expect.any(String) });
    const faults = body.faults as { available: boolean; why: string }[];
    expect(faults.filter(({ available, why }) => available || !why)).toEqual([]);
  });

  it("is for an admin with an access token, the list of faults included", async () => {
    const { ask, furnish, accessToken } = await breakable();
    await furnish();
    const token = await accessToken("ada", "member");
    for (const path of ["/api/break", "/api/break/orders"]) {
      expect((await ask("GET", path, { token: null })).status).toBe(401);
      expect((await ask("GET", path, { token })).status).toBe(403);
    }
    expect((await ask("POST", "/api/break/kill", { body: KILL, token: null })).status).toBe(401);
    expect((await ask("POST", "/api/break/kill", { body: KILL, token })).status).toBe(403);
    expect((await ask("GET", "/api/break/orders")).body).toEqual({ orders: [] });
  });

  it("is an order that says what should happen, and later what did", async () => {
    const { ask, outside } = await breakable();
    const placed = await ask("POST", "/api/break/kill", { body: KILL });
    const expected = { fault: "kill", target: KILL.process, asked: KILL, by: "person/admin" };
    expect(placed).toMatchObject({ status: 202, body: { order: expected } });
    const { id } = placed.body.order as { id: string };
    const orders = async () => (await ask("GET", "/api/break/orders")).body.orders;
    expect(await orders()).toMatchObject([{ id, ...expected, state: "ordered" }]);
    await settle(outside, id, { state: "struck", pid: 11, struckAt: 0 });
    const struckAt = "1970-01-01T00:00:00.000Z";
    expect(await orders()).toMatchObject([{ id, state: "struck", pid: 11, struckAt }]);
    const outcome = "It is back as 12.";
    await settle(outside, id, { state: "done", pid: 11, struckAt: 0, endedAt: 5, outcome });
    const endedAt = "1970-01-01T00:00:00.005Z";
    expect(await orders()).toMatchObject([{ id, state: "done", struckAt, endedAt, outcome }]);
  });

  it("tells of the dial what it has shown, and what that cost", async () => {
    const { ask, outside } = await breakable();
    const asked = { operation: "place-hold", setting: "check-then-act" };
    const { body } = await ask("POST", "/api/break/dial", { body: asked });
    const figures = {
      ...{ ...asked, strength: "weak", staged: { "double-booking": 1 }, byChance: {} },
      ...{ perSecond: 812.5, p50Ms: 1.25, p99Ms: 9.5, retries: 0, waitedMs: 0.5 },
    };
    await settle(outside, (body.order as { id: string }).id, { state: "done", figures });
    const { orders } = (await ask("GET", "/api/break/orders")).body;
    expect(orders).toMatchObject([{ fault: "dial", figures }]);
  });

  it("names a process that there is, and stays within its limits", async () => {
    const { ask } = await breakable();
    const stop = { ...KILL, forMs: 500 };
    const field = async (fault: string, body: object) => {
      const { status, body: told } = await ask("POST", `/api/break/${fault}`, { body });
      return status === 422
        ? (told.errors as { field: string }[]).map((each) => each.field)
        : status;
    };
    expect(await field("kill", { process: "room-agent/2" })).toEqual(["process"]);
    expect(await field("kill", { process: "../../1" })).toEqual(["process"]);
    expect(await field("stop", { ...stop, forMs: 30_001 })).toEqual(["forMs"]);
    expect(await field("stop", { ...stop, forMs: -1 })).toEqual(["forMs"]);
    expect(await field("fail-step", { kind: "think" })).toEqual(["kind"]);
    expect(await field("dial", { operation: "read-diary", setting: "optimistic" })).toEqual([
      ...["setting"],
    ]);
    expect(await field("race", {})).toBe(404);
    expect(await field("stop", stop)).toBe(202);
  });

  it("is refused with the reason where this one fault cannot be", async () => {
    const why = "This state is somebody's.";
    const { ask } = await breakable({ "fail-step": why });
    const refused = await ask("POST", "/api/break/fail-step", { body: { kind: "confirm" } });
    expect(refused).toMatchObject({
      status: 409,
      body: { type: "urn:holdfast:problem:fault-not-available", detail: why },
    });
    const { body } = await ask("GET", "/api/break");
    const faults = body.faults as { name: string; available: boolean; why?: string }[];
    expect(faults.filter(({ available }) => !available)).toMatchObject([
      { name: "fail-step", why },
    ]);
    expect((await ask("POST", "/api/break/kill", { body: KILL })).status).toBe(202);
  });

  it("is offered with what each order has to say, the race of the page itself among them", async () => {
    const { ask } = await breakable();
    const { body } = await ask("GET", "/api/break");
    const faults = body.faults as { name: string; parameters: { properties: object } }[];
    expect(faults.map(({ name }) => name)).toEqual([
      ...["kill", "stop", "continue", "fail-step", "mail-server", "lapse-hold", "race", "dial"],
    ]);
    const asked = Object.fromEntries(
      faults.map(({ name, parameters }) => [name, Object.keys(parameters.properties)]),
    );
    expect(asked.stop).toEqual(["process", "forMs"]);
    expect(asked.race).toEqual(["room", "start", "end", "contenders"]);
  });

  it("leaves the latest orders only", async () => {
    const { ask, outside } = await breakable();
    const old = { fault: "kill", asked: KILL, orderedAt: 0, by: "person/admin" };
    await outside.transact((tx) => {
      for (let n = 0; n < 110; n++) putDocument(tx, ORDERS, `0-${String(n).padStart(3, "0")}`, old);
    });
    const placed = await ask("POST", "/api/break/kill", { body: KILL });
    const { id } = placed.body.order as { id: string };
    const { body } = await ask("GET", "/api/break/orders");
    const ids = (body.orders as { id: string }[]).map((order) => order.id);
    expect([ids.length, ids[0], ids[1], ids.at(-1)]).toEqual([100, id, "0-109", "0-011"]);
    const all = await outside.read((snapshot) => snapshot.range({ prefix: ["document", ORDERS] }));
    expect(all).toHaveLength(100);
    expect((await ask("GET", "/api/break/orders?limit=2")).body.orders).toHaveLength(2);
  });

  it("knows each step of each saga by its name", () => {
    const sagas = Object.values(scheduling as Record<string, unknown>).filter(
      (each): each is SagaDefinition =>
        typeof each === "object" && each !== null && "steps" in each && "deadlineMs" in each,
    );
    const steps = sagas.flatMap((saga) => saga.steps.map(({ name }) => name));
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.filter((name) => !FAILING_KINDS.some((kind) => kind === name))).toEqual([]);
    // What is done outside the store fails elsewhere: `failpointOf` would have to know.
    expect(sagas.flatMap((saga) => saga.steps.filter(({ external }) => external))).toEqual([]);
  });
});
