import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BREAKING,
  BREAKING_HERE,
  type Breaking,
  ORDER_OUTCOMES,
  ORDERS,
  type Order,
  type OrderOutcome,
} from "@holdfast/agent-runtime/process";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import {
  enqueueTask,
  keyspace,
  openSharedState,
  putDocument,
  readDocument,
  type SharedState,
} from "@holdfast/shared-state";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OrderDesk } from "./order-desk.ts";
import { supervisorRole } from "./role.ts";
import type { FromStatusThread } from "./status.ts";

const WORKSHOP: Breaking = { mode: "workshop", unavailable: {} };
const PATIENCE = { timeout: 10_000, interval: 5 };

let folder: string;
/** The supervisor's, with its role. */
let state: SharedState;
/** Somebody else's. */
let outside: SharedState;
let desks: OrderDesk[];
let told: FromStatusThread[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-orders-"));
  const engine = await lmdbEngine({ path: folder });
  state = openSharedState({ engine, actor: "supervisor", role: supervisorRole });
  outside = openSharedState({ engine: await lmdbEngine({ path: folder }), actor: "gateway/1" });
  desks = [];
  told = [];
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(desks.map((desk) => desk.close()));
  await state.close();
  await outside.close();
  rmSync(folder, { recursive: true });
});

async function openDesk(breaking: Breaking | "none" = WORKSHOP): Promise<OrderDesk> {
  const taken = breaking === "none" ? undefined : breaking;
  const desk = await OrderDesk.open(state, taken, (message) => told.push(message));
  desks.push(desk);
  return desk;
}

const KILL: Order = { fault: "kill", asked: { process: "a/1" }, orderedAt: 1, by: "person/ada" };

function order(id: string, what: unknown = KILL) {
  return outside.transact((tx) => putDocument(tx, ORDERS, id, what));
}

const ordersTold = () => told.flatMap((each) => (each.kind === "order" ? [each.id] : []));

function outcomeOf(id: string) {
  return outside.read(
    async (snapshot) => (await readDocument<OrderOutcome>(snapshot, ORDER_OUTCOMES, id))?.value,
  );
}

/** Waits until it has come that far. */
async function becomes(id: string, state: OrderOutcome["state"]): Promise<OrderOutcome> {
  await vi.waitFor(async () => expect(await outcomeOf(id)).toMatchObject({ state }), PATIENCE);
  return (await outcomeOf(id))!;
}

const breakingHere = () =>
  outside.read(async (snapshot) => (await readDocument(snapshot, BREAKING, BREAKING_HERE))?.value);

test("says whether orders are taken, and no more when it closes", async () => {
  const desk = await openDesk();
  expect(await breakingHere()).toEqual(WORKSHOP);
  await desk.close();
  expect(await breakingHere()).toBeUndefined();
});

test("a supervisor that takes none takes back what one before it has said", async () => {
  await outside.transact((tx) => putDocument(tx, BREAKING, BREAKING_HERE, WORKSHOP));
  await openDesk("none");
  expect(await breakingHere()).toBeUndefined();
  await order("a");
  await order("b");
  expect(ordersTold()).toEqual([]);
});

test("each order is told once, and what becomes of it is written in order", async () => {
  const desk = await openDesk();
  await order("a");
  await order("b");
  await vi.waitFor(() => expect(ordersTold()).toEqual(["a", "b"]), PATIENCE);
  desk.settle("a", { state: "struck", pid: 1 });
  desk.settle("a", { state: "done", pid: 1, outcome: "It is over." });
  expect(await becomes("a", "done")).toMatchObject({ outcome: "It is over." });
  await order("a", { ...KILL, orderedAt: 2 });
  await order("c");
  await vi.waitFor(() => expect(ordersTold()).toEqual(["a", "b", "c"]), PATIENCE);
});

test("an order of before is not carried out any more, and one that had ended stays as it was", async () => {
  await order("given");
  await order("struck");
  await order("ended");
  await outside.transact((tx) => {
    putDocument(tx, ORDER_OUTCOMES, "struck", { state: "struck", pid: 7 });
    putDocument(tx, ORDER_OUTCOMES, "ended", { state: "done", outcome: "Well." });
    putDocument(tx, ORDER_OUTCOMES, "forgotten", { state: "done", outcome: "Well." });
  });
  await openDesk();
  expect(await becomes("given", "failed")).toMatchObject({ endedAt: expect.any(Number) });
  expect(await becomes("struck", "failed")).toMatchObject({ pid: 7 });
  expect(await outcomeOf("ended")).toEqual({ state: "done", outcome: "Well." });
  await vi.waitFor(async () => expect(await outcomeOf("forgotten")).toBeUndefined(), PATIENCE);
  await order("new");
  await vi.waitFor(() => expect(ordersTold()).toEqual(["new"]), PATIENCE);
});

test("what is no order fails, and reaches nobody", async () => {
  await openDesk();
  await order("hostile", { fault: "kill", asked: { process: "; rm -rf" } });
  await order("unknown", { fault: "explode", asked: {} });
  await becomes("hostile", "failed");
  await becomes("unknown", "failed");
  expect(ordersTold()).toEqual([]);
});

test("an order that the gateway has forgotten takes its outcome along", async () => {
  const desk = await openDesk();
  await order("a");
  await vi.waitFor(() => expect(ordersTold()).toEqual(["a"]), PATIENCE);
  desk.settle("a", { state: "done" });
  await becomes("a", "done");
  await outside.transact((tx) => tx.delete(keyspace.document(ORDERS, "a")));
  await vi.waitFor(async () => expect(await outcomeOf("a")).toBeUndefined(), PATIENCE);
});

test("a hold lapses by its lease: whoever follows it is told that it lapsed, and nothing else", async () => {
  await openDesk();
  const slot = { resource: "room/turing", start: 0, end: 60_000 };
  const placed = await outside.holds.place(slot, { by: "person/ada", forMs: 600_000 });
  if (!placed.ok) throw new Error("The slot was taken.");
  const { id } = placed.hold;
  const feed = outside.engine.changes({ prefix: keyspace.hold(id) });
  const next = feed.next();
  await order("lapse", { ...KILL, fault: "lapse-hold", asked: { hold: id } });
  const { value: commit } = await next;
  expect(commit).toMatchObject({ kind: "commit", note: { cause: "lease-lapsed" } });
  expect(await becomes("lapse", "done")).toMatchObject({ target: "room/turing" });
  feed.close();
  expect(await outside.holds.place(slot, { by: "person/bob", forMs: 60_000 })).toMatchObject({
    ok: true,
  });
});

test("a hold that is not there any more cannot lapse", async () => {
  await openDesk();
  await order("lapse", { ...KILL, fault: "lapse-hold", asked: { hold: "gone" } });
  await becomes("lapse", "failed");
  expect(ordersTold()).toEqual([]);
});

test("whoever waits for a task is told when nobody has to do it any more, and not before", async () => {
  const desk = await openDesk();
  const task = { kind: "send-mail", queue: "mail", id: "m1" };
  await outside.transact((tx) => enqueueTask(tx, { ...task, payload: {}, now: 1 }));
  const taskEnded = { kind: "task-ended", id: "a", inTime: true };
  desk.awaitTask("a", task);
  await order("b");
  await vi.waitFor(() => expect(ordersTold()).toEqual(["b"]), PATIENCE);
  expect(told).not.toContainEqual(taskEnded);
  await outside.transact((tx) => tx.delete(keyspace.task("mail", "m1")));
  await vi.waitFor(() => expect(told).toContainEqual(taskEnded), PATIENCE);
});

/** The disk is full for so many commits of outcomes, and time flies meanwhile. */
function fillDisk(commits: number): { attempts: () => number } {
  const usual = state.transact.bind(state);
  let left = commits;
  let attempts = 0;
  vi.spyOn(state, "transact").mockImplementation((body, options) => {
    if (!/^order-(struck|done|forgotten)$/.test(options?.cause ?? "")) return usual(body, options);
    attempts += 1;
    left -= 1;
    if (left < 0) return usual(body, options);
    return Promise.reject(Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
  });
  vi.spyOn(state.clock, "after").mockImplementation((_ms, callback) => {
    const due = setImmediate(callback);
    return () => clearImmediate(due);
  });
  return { attempts: () => attempts };
}

test("on a full disk an outcome is written when there is room, and none overtakes another", async () => {
  const desk = await openDesk();
  await order("a");
  await vi.waitFor(() => expect(ordersTold()).toEqual(["a"]), PATIENCE);
  const disk = fillDisk(3);
  desk.settle("a", { state: "struck", pid: 1 });
  desk.settle("a", { state: "done", pid: 1, outcome: "It is over." });
  expect(await becomes("a", "done")).toEqual({ state: "done", pid: 1, outcome: "It is over." });
  expect(disk.attempts()).toBe(5);
});

test("a desk closes though nothing can be written any more", async () => {
  const desk = await openDesk();
  await order("a");
  await vi.waitFor(() => expect(ordersTold()).toEqual(["a"]), PATIENCE);
  const disk = fillDisk(Number.POSITIVE_INFINITY);
  desk.settle("a", { state: "done" });
  await vi.waitFor(() => expect(disk.attempts()).toBeGreaterThan(1), PATIENCE);
  await desk.close();
  expect(await outcomeOf("a")).toBeUndefined();
  expect(await breakingHere()).toBeUndefined();
});

test("a desk closes though its state was closed before", async () => {
  const desk = await openDesk();
  await order("a");
  await vi.waitFor(() => expect(ordersTold()).toEqual(["a"]), PATIENCE);
  await state.close();
  desk.settle("a", { state: "done" });
  await desk.close();
  expect(await outcomeOf("a")).toBeUndefined();
});

test("what became of an order that was forgotten meanwhile is kept by nobody", async () => {
  const desk = await openDesk();
  await order("forgotten");
  await order("known");
  await vi.waitFor(() => expect(ordersTold()).toEqual(["forgotten", "known"]), PATIENCE);
  desk.settle("forgotten", { state: "struck" });
  await becomes("forgotten", "struck");
  await outside.transact((tx) => tx.delete(keyspace.document(ORDERS, "forgotten")));
  await vi.waitFor(async () => expect(await outcomeOf("forgotten")).toBeUndefined(), PATIENCE);
  desk.settle("forgotten", { state: "done" });
  desk.settle("known", { state: "done" });
  await becomes("known", "done");
  expect(await outcomeOf("forgotten")).toBeUndefined();
});
