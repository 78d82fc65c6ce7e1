/** Orders carried out on real processes, by a supervisor that watches them as ever. */

import { once } from "node:events";
import { join } from "node:path";
import { type FaultName, markThrowAway, type OrderOutcome } from "@holdfast/agent-runtime/process";
import { systemClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChildSpec } from "../child-spec.ts";
import {
  isRunning,
  QUICK_RESTARTS,
  row,
  runByHand,
  SHORT_TIMES,
  Stage,
  troubled,
  until,
} from "../fixtures/supervised.ts";
import { identify } from "../process-identity.ts";
import type { Supervisor, SupervisorOptions } from "../supervisor.ts";
import { Breaking } from "./breaking.ts";
import { standStill } from "./stop.ts";

let stage: Stage;
let breaking: Breaking;
let told: Map<string, OrderOutcome[]>;
let tasks: string[];
let looking: NodeJS.Timeout | undefined;

/** More often than a supervisor tells: a test waits for each beat. */
const LOOK_EVERY_MS = 20;

beforeEach(() => {
  stage = new Stage();
  told = new Map();
  tasks = [];
});

afterEach(async () => {
  clearInterval(looking);
  await breaking?.close();
  await stage.clear();
});

/** Nobody is killed for standing still while a test thinks, on however slow a machine. */
const PATIENT = { ...SHORT_TIMES, stuckKillMs: 20_000 };

/** Whoever dies once is given up on. */
const STRICT = { restartsMax: 0 };

/** Starts the children, and takes orders about them. */
async function start(
  children: ChildSpec[],
  timing = PATIENT,
  restarts: SupervisorOptions["restarts"] = QUICK_RESTARTS,
): Promise<Supervisor> {
  const failpoints = join(stage.folder, "failpoints");
  markThrowAway(stage.folder);
  const supervisor = stage.start(
    children.map((child) => ({ ...child, env: { ...child.env, HOLDFAST_FAILPOINTS: failpoints } })),
    { timing, restarts },
  );
  breaking = new Breaking({
    clock: systemClock(),
    failpoints,
    commandLine: "/nowhere/main.js",
    settle: (id, outcome) => told.set(id, [...(told.get(id) ?? []), outcome]),
    taskEnds: async (_, { id }) => tasks.push(id) > 0,
    start: (name) => supervisor.start(name),
  });
  looking = setInterval(() => breaking.update(supervisor.status()), LOOK_EVERY_MS);
  await supervisor.started;
  breaking.update(supervisor.status());
  return supervisor;
}

function take(id: string, fault: FaultName, asked: object): void {
  breaking.take(id, { fault, asked, orderedAt: 0, by: "person/ada" } as never);
}

const statesOf = (id: string) => told.get(id)?.map(({ state }) => state) ?? [];

async function end(id: string): Promise<OrderOutcome> {
  await until(() => told.get(id)?.at(-1)?.endedAt !== undefined);
  return told.get(id)!.at(-1)!;
}

test("a killed one comes back, and the order says as which", async () => {
  const supervisor = await start([troubled("a/1")]);
  const { pid } = row(supervisor, "a/1");
  take("k", "kill", { process: "a/1" });
  const { outcome, ...ended } = await end("k");
  expect(statesOf("k")).toEqual(["struck", "done"]);
  expect(ended).toMatchObject({ state: "done", pid });
  const now = row(supervisor, "a/1");
  expect(now).toMatchObject({ state: "running", restarts: 1 });
  expect(outcome).toContain(String(now.pid));
});

test("one that is given up on after the kill is started again, and has all its chances", async () => {
  const supervisor = await start([troubled("a/1")], PATIENT, STRICT);
  const { pid } = row(supervisor, "a/1");
  take("k", "kill", { process: "a/1" });
  expect(await end("k")).toMatchObject({ state: "done", pid });
  expect(row(supervisor, "a/1")).toMatchObject({
    state: "running",
    lastEnd: { signal: "SIGKILL" },
  });
});

test("of two orders on one that is given up on, neither stops the one that is back", async () => {
  const supervisor = await start([troubled("a/1")], PATIENT, STRICT);
  take("k1", "kill", { process: "a/1" });
  take("k2", "kill", { process: "a/1" });
  const ends = [await end("k1"), await end("k2")];
  expect(ends).toMatchObject([{ state: "done" }, { state: "done" }]);
  expect(row(supervisor, "a/1")).toMatchObject({
    state: "running",
    lastEnd: { status: null, signal: "SIGKILL" },
  });
});

test("a name that no process goes by strikes nobody", async () => {
  const supervisor = await start([troubled("a/1")]);
  take("k", "kill", { process: "b/1" });
  expect(await end("k")).toMatchObject({ state: "failed" });
  expect(row(supervisor, "a/1").restarts).toBe(0);
});

test("one that stands still briefly goes on, and is the same one", async () => {
  const supervisor = await start([troubled("a/1")]);
  const { pid } = row(supervisor, "a/1");
  take("s", "stop", { process: "a/1", forMs: 200 });
  expect(await end("s")).toMatchObject({ state: "done", pid });
  expect(statesOf("s")).toEqual(["struck", "healed", "done"]);
  expect(row(supervisor, "a/1")).toMatchObject({ pid, restarts: 0 });
});

test("one that stands still for too long is killed and replaced, as if nobody had ordered it", async () => {
  const supervisor = await start([troubled("a/1")], SHORT_TIMES);
  const { pid } = row(supervisor, "a/1");
  take("s", "stop", { process: "a/1", forMs: 30_000 });
  expect(await end("s")).toMatchObject({ state: "done", pid });
  expect(row(supervisor, "a/1")).toMatchObject({
    restarts: 1,
    lastEnd: { killedBecause: "stopped" },
  });
});

test("one that is given up on after it stood still is started again", async () => {
  const supervisor = await start([troubled("a/1")], SHORT_TIMES, STRICT);
  const { pid } = row(supervisor, "a/1");
  take("s", "stop", { process: "a/1", forMs: 30_000 });
  expect(await end("s")).toMatchObject({ state: "done", pid });
  const now = row(supervisor, "a/1");
  expect(now).toMatchObject({ state: "running", lastEnd: { killedBecause: "stopped" } });
  expect(now.pid).not.toBe(pid);
});

test("one that stands still goes on when that is ordered, and both orders say so", async () => {
  const supervisor = await start([troubled("a/1")]);
  const { pid } = row(supervisor, "a/1");
  take("s", "stop", { process: "a/1", forMs: 30_000 });
  await until(() => statesOf("s").includes("struck"));
  take("c", "continue", { process: "a/1" });
  expect(await end("c")).toMatchObject({ state: "done", pid });
  expect(await end("s")).toMatchObject({ state: "done", pid });
  expect(row(supervisor, "a/1")).toMatchObject({ pid, restarts: 0 });
});

test("a supervisor that stops lets go on who stands still, so that it can end by itself", async () => {
  const supervisor = await start([troubled("a/1", "tells-when-it-stops")]);
  take("s", "stop", { process: "a/1", forMs: 30_000 });
  await until(() => statesOf("s").includes("struck"));
  await breaking.close();
  expect(statesOf("s").at(-1)).toBe("failed");
  await supervisor.stop();
  expect(row(supervisor, "a/1").lastEnd).toMatchObject({ status: 0 });
});

test("whoever stands still goes on by itself when nobody is left to say so", async () => {
  const child = runByHand(troubled("a/1"), stage.folder);
  await until(() => identify(child.pid!) !== undefined);
  const still = (await standStill(child.pid!, 30_000))!;
  // What becomes of its input is the same when whoever held the other end was killed.
  still.goOn();
  await still.ended;
  child.kill("SIGTERM");
  await once(child, "exit");
  expect(isRunning(child.pid)).toBe(false);
});

test("a step that fails is one of that kind, and its task is waited for", async () => {
  await start([troubled("a/1", "comes-to-steps")]);
  take("f", "fail-step", { kind: "confirm" });
  expect(await end("f")).toMatchObject({ state: "done", target: "a/1" });
  expect(tasks).toEqual(["confirm-task"]);
  take("g", "fail-step", { kind: "invite" });
  await breaking.close();
  expect(await end("g")).toMatchObject({ state: "failed" });
});

test("a mail server that is down stays so for a while, however often it is started anew", async () => {
  const supervisor = await start([troubled("inbox/1", "none", { role: "inbox" })]);
  const { pid } = row(supervisor, "inbox/1");
  take("m", "mail-server", { is: "down", forMs: 300 });
  expect(await end("m")).toMatchObject({ state: "done", target: "inbox/1" });
  const now = row(supervisor, "inbox/1");
  expect(now.state).toBe("running");
  expect(now.pid).not.toBe(pid);
});

test("a dial that cannot be turned says so", async () => {
  await start([]);
  take("d", "dial", { operation: "place-hold", setting: "transaction" });
  expect(await end("d")).toMatchObject({ state: "failed" });
});
