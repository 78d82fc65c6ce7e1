import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FailpointControl, markThrowAway } from "@holdfast/agent-runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ChildStatus } from "./child.ts";
import type { ChildSpec } from "./child-spec.ts";
import {
  isRunning,
  programOf,
  row,
  runByHand,
  SHORT_TIMES,
  Stage,
  troubled,
  until,
} from "./fixtures/supervised.ts";
import { SupervisorLock, SupervisorRunningError } from "./supervisor-lock.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.clear());

/** Waits until the child runs again in a new process, and tells how the last one ended. */
async function replaced(supervisor: ReturnType<Stage["start"]>, name: string) {
  await until(
    () => row(supervisor, name).restarts > 0 && row(supervisor, name).state === "running",
  );
  return row(supervisor, name).lastEnd;
}

/** What a supervisor has written down of its children. */
function readLock(folder: string): string {
  const name = readdirSync(folder).find((each) => each.endsWith(".supervisor"));
  return readFileSync(join(folder, name!), "utf8");
}

function oneShot(): ChildSpec {
  const program = programOf("one-shot");
  return { ...troubled("story"), program, oneShot: true, heartbeats: false };
}

/** The children's states, each time that something changed. */
function statesOver(tables: readonly (readonly ChildStatus[])[]): string[] {
  return [...new Set(tables.map((children) => children.map(({ state }) => state).join(" ")))];
}

test("starts so many at once, in order, the next one when one of them is ready", async () => {
  const tables: (readonly ChildStatus[])[] = [];
  const supervisor = stage.start(
    [troubled("slow/1", "opens-slowly"), troubled("calm/1"), troubled("calm/2")],
    { startsAtOnce: 2, onStatus: (children) => void tables.push(children) },
  );
  await supervisor.started;
  const states = statesOver(tables);
  expect(states.find((each) => each.includes("starting"))).toBe("starting starting stopped");
  expect(states.find((each) => each.endsWith("starting"))).toMatch(/running/);
  expect(states.filter((each) => each === "starting starting starting")).toEqual([]);
});

test("what runs once starts when all others run", async () => {
  const tables: (readonly ChildStatus[])[] = [];
  const supervisor = stage.start(
    [{ ...oneShot(), args: ["0"] }, troubled("slow/1", "opens-slowly"), troubled("calm/1")],
    { startsAtOnce: 3, onStatus: (children) => void tables.push(children) },
  );
  await supervisor.started;
  const begun = statesOver(tables).filter((states) => !states.startsWith("stopped"));
  expect(begun[0]).toBe("running running running");
});

test("stops in reverse order, and leaves no process and no lock file", async () => {
  const names = ["a/1", "a/2", "a/3"];
  const supervisor = stage.start(names.map((name) => troubled(name, "tells-when-it-stops")));
  await supervisor.started;
  const pids = names.map((name) => row(supervisor, name).pid);
  expect(await supervisor.stop()).toBe(0);
  const order = readFileSync(join(stage.folder, "stopped-in-order"), "utf8").trim().split("\n");
  expect(order).toEqual(names.toReversed());
  expect(pids.filter(isRunning)).toEqual([]);
  expect(supervisor.status().map(({ state, lastEnd }) => [state, lastEnd?.status])).toEqual(
    names.map(() => ["stopped", 0]),
  );
  expect(readdirSync(stage.folder).filter((name) => name.endsWith(".supervisor"))).toEqual([]);
});

test("a child that dies is started again", async () => {
  const supervisor = stage.start([troubled("a/1", "dies-once")]);
  expect(await replaced(supervisor, "a/1")).toMatchObject({ status: 3 });
});

test("a child that dies is started again though the disk is full, and written down when there is room", async () => {
  const supervisor = stage.start([troubled("a/1"), troubled("calm/1")]);
  await supervisor.started;
  const record = vi.spyOn(SupervisorLock.prototype, "recordChildren").mockImplementation(() => {
    throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  });
  process.kill(row(supervisor, "a/1").pid!, "SIGKILL");
  await replaced(supervisor, "a/1");
  record.mockRestore();
  const { pid } = row(supervisor, "a/1");
  await until(() => readLock(stage.folder).includes(`"pid":${pid}`));
});

test("a child past its limit stays down with a reason, and the rest serve", async () => {
  const doomed = troubled("doomed/1", "dies-always", { provides: ["rooms"] });
  const supervisor = stage.start([doomed, troubled("calm/1")], { restarts: { restartsMax: 1 } });
  await supervisor.started;
  expect(row(supervisor, "doomed/1")).toMatchObject({
    state: "down",
    restarts: 1,
    provides: ["rooms"],
    lastEnd: { status: 1 },
  });
  expect(row(supervisor, "doomed/1").downReason).toBeDefined();
  expect(row(supervisor, "calm/1").state).toBe("running");
});

test("a stopped child is killed and replaced", async () => {
  const supervisor = stage.start([troubled("a/1"), troubled("calm/1")]);
  await supervisor.started;
  const before = row(supervisor, "calm/1").pid;
  process.kill(row(supervisor, "a/1").pid!, "SIGSTOP");
  expect(await replaced(supervisor, "a/1")).toMatchObject({ killedBecause: "stopped" });
  expect(row(supervisor, "calm/1")).toMatchObject({ pid: before, restarts: 0 });
});

test("a child whose event loop is blocked is killed and replaced", async () => {
  const supervisor = stage.start([troubled("a/1", "blocks-once")]);
  expect(await replaced(supervisor, "a/1")).toMatchObject({ killedBecause: "blocked" });
});

test("a child that is still opening may block for longer than that", async () => {
  const env = { OPENING_MS: "2500" };
  const supervisor = stage.start([troubled("a/1", "opens-slowly", { env })]);
  await supervisor.started;
  const readyAtMs = row(supervisor, "a/1").lastBeatAtMs ?? 0;
  await until(() => (row(supervisor, "a/1").lastBeatAtMs ?? 0) > readyAtMs + 300);
  expect(row(supervisor, "a/1")).toMatchObject({ state: "running", restarts: 0 });
});

test("stopped inside the write lock: that one is killed, those that wait for it go on", async () => {
  const count = () => Number(readFileSync(join(stage.folder, "count"), "utf8"));
  const supervisor = stage.start([
    troubled("writer/1", "writes"),
    troubled("writer/2", "writes"),
    troubled("stopped/1", "stops-inside-the-lock-once"),
  ]);
  await until(() => row(supervisor, "writer/1").lock === "waiting");
  await until(() => row(supervisor, "writer/2").lock === "waiting");
  const waiting = ["writer/1", "writer/2"].map((name) => row(supervisor, name).pid);
  expect(await replaced(supervisor, "stopped/1")).toMatchObject({ killedBecause: "stopped" });
  const counted = count();
  await until(() => count() > counted + 20);
  expect(["writer/1", "writer/2"].map((name) => row(supervisor, name).pid)).toEqual(waiting);
});

test("those that wait for a process that is not ours are left alone for long", async () => {
  const supervisor = stage.start([troubled("writer/1", "writes"), troubled("writer/2", "writes")]);
  await supervisor.started;
  const writers = () => supervisor.status().map(({ name, pid }) => [name, pid]);
  const before = writers();
  const foreign = runByHand(troubled("foreign/1", "stops-inside-the-lock-once"), stage.folder);
  try {
    await until(() => supervisor.status().every(({ lock }) => lock === "waiting"));
    const fromMs = performance.now();
    await until(() => performance.now() - fromMs > 3 * SHORT_TIMES.stuckKillMs);
    expect(supervisor.status().map(({ lock }) => lock)).toEqual(["waiting", "waiting"]);
  } finally {
    foreign.kill("SIGKILL");
  }
  await until(() => supervisor.status().every(({ lock }) => lock !== "waiting"));
  expect(writers()).toEqual(before);
});

test("a child that takes too much memory is killed and replaced", async () => {
  const supervisor = stage.start([troubled("a/1", "eats-memory-once", { memoryMb: 32 })]);
  expect(await replaced(supervisor, "a/1")).toMatchObject({ killedBecause: "over-memory" });
});

test("a child cannot read a file that it does not need", async () => {
  const supervisor = stage.start([troubled("a/1", "breaks-out-once")]);
  expect(await replaced(supervisor, "a/1")).toMatchObject({ status: 1 });
});

test("a child that does not drain ends by itself at its deadline", async () => {
  const supervisor = stage.start([troubled("a/1", "never-drains")]);
  await supervisor.started;
  await supervisor.stop();
  expect(row(supervisor, "a/1")).toMatchObject({ state: "stopped", lastEnd: { status: 1 } });
});

test("a child that is blocked while it should stop is killed", async () => {
  const supervisor = stage.start([troubled("a/1", "blocks-when-it-should-stop")], {
    timing: { ...SHORT_TIMES, drainMs: 60_000, stopMs: 90_000 },
  });
  await supervisor.started;
  await supervisor.stop();
  expect(row(supervisor, "a/1").lastEnd?.killedBecause).toBe("blocked");
});

test("a one-shot child ends everything, with its exit status", async () => {
  const story = { ...oneShot(), args: ["7"] };
  const supervisor = stage.start([troubled("a/1"), story], { endsWith: "story" });
  expect(await supervisor.finished).toBe(7);
  expect(supervisor.status().map(({ state }) => state)).toEqual(["stopped", "ended"]);
});

test("a rolling restart replaces every child, one at a time", async () => {
  const names = ["a/1", "a/2", "a/3"];
  let mostAway = 0;
  const onStatus = (children: readonly ChildStatus[]) => {
    const away = children.filter(({ state }) => state !== "running").length;
    mostAway = Math.max(mostAway, away);
  };
  const supervisor = stage.start(
    names.map((name) => troubled(name)),
    { onStatus },
  );
  await supervisor.started;
  const before = names.map((name) => row(supervisor, name).pid);
  await until(() => mostAway > 0);
  mostAway = 0;
  expect(await supervisor.rollingRestart()).toEqual({});
  const after = names.map((name) => row(supervisor, name).pid);
  expect(mostAway).toBe(1);
  expect(after.filter((pid) => before.includes(pid) || !isRunning(pid))).toEqual([]);
});

test("a child that is down can be started again by hand", async () => {
  const supervisor = stage.start([troubled("a/1", "dies-once")], { restarts: { restartsMax: 0 } });
  await until(() => row(supervisor, "a/1").state === "down");
  await supervisor.start("a/1");
  expect(row(supervisor, "a/1")).toMatchObject({ state: "running", downReason: undefined });
});

test("a state has one supervisor at a time", async () => {
  const first = stage.start([]);
  expect(() => stage.start([])).toThrow(SupervisorRunningError);
  await first.stop();
  const second = stage.start([]);
  await second.started;
  expect(existsSync(stage.folder)).toBe(true);
});

test("a child that waits at a failpoint is left alone, for longer than a stuck one would be", async () => {
  const failpoints = join(stage.folder, "failpoints");
  const control = new FailpointControl(failpoints);
  markThrowAway(stage.folder);
  control.arm([{ id: "pause", failpoint: "claim.after-commit", action: "pause" }]);
  const env = { HOLDFAST_FAILPOINTS: failpoints };
  const supervisor = stage.start([troubled("a/1", "comes-to-a-failpoint", { env })]);
  const hit = await control.waitForHit("pause", { timeoutMs: 30_000 });
  const waits = { pid: hit?.pid, restarts: 0 };
  const enoughMs = (row(supervisor, "a/1").lastBeatAtMs ?? 0) + 3 * SHORT_TIMES.stuckKillMs;
  await until(() => (row(supervisor, "a/1").lastBeatAtMs ?? 0) > enoughMs);
  expect(row(supervisor, "a/1")).toMatchObject(waits);
  control.close();
  await until(() => control.hits()[0]?.wentOn !== undefined);
  expect(row(supervisor, "a/1")).toMatchObject({ ...waits, state: "running" });
});
