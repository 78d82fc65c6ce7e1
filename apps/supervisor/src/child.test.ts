import { type Beat, TIMING } from "@holdfast/agent-runtime/process";
import { ManualClock } from "@holdfast/shared-state/engine";
import { beforeEach, expect, test } from "vitest";
import { Child } from "./child.ts";
import type { LaunchEvents } from "./launch.ts";
import { RESTART_RULES } from "./restart-policy.ts";

/** A process that a test plays. */
interface Played extends LaunchEvents {
  readonly signals: string[];
}

let clock: ManualClock;
let processes: Played[];
let child: Child;
let startsAgain: boolean;

beforeEach(() => {
  clock = new ManualClock();
  processes = [];
  startsAgain = true;
  child = makeChild();
});

function makeChild(more = {}): Child {
  const spec = { name: "a/1", role: "a", program: "a.js", memoryMb: 64, needs: {}, ...more };
  return new Child(spec, {
    clock,
    timing: TIMING,
    restarts: { ...RESTART_RULES, restartsMax: 2 },
    startsAgain: () => startsAgain,
    awakeMs: () => clock.monotonicMs(),
    onChange: () => {},
    launch: (_, events) => {
      const signals: string[] = [];
      processes.push({ ...events, signals });
      return {
        pid: processes.length,
        signal: (signal) => signals.push(signal),
        ownMemoryBytes: () => undefined,
      };
    },
  });
}

function latest(): Played {
  return processes.at(-1)!;
}

function beat(phase: Beat["phase"] = "ready"): void {
  latest().onBeat({ beat: 1, phase, mainLagMs: 0, lock: "outside", lockForMs: 0, rssBytes: 1 });
}

function die(): void {
  latest().onEnd({ status: 1, signal: null });
}

test("it runs once it says that it is ready, and not before", () => {
  child.start();
  beat("opening");
  expect(child.state).toBe("starting");
  beat("ready");
  expect(child.state).toBe("running");
});

test("it is started again after the wait, and not a millisecond sooner", () => {
  child.start();
  die();
  clock.advance(RESTART_RULES.backoffMsFirst - 1);
  expect([child.state, processes.length]).toEqual(["backoff", 1]);
  clock.advance(1);
  expect([child.state, processes.length]).toEqual(["starting", 2]);
});

test("past its limit it stays down, until it is started by hand", () => {
  child.start();
  for (let deaths = 0; deaths < 3; deaths += 1) {
    die();
    clock.advance(RESTART_RULES.backoffMsMax);
  }
  expect([child.state, processes.length]).toEqual(["down", 3]);
  expect(child.status().downReason).toBeDefined();
  child.start();
  die();
  expect([child.state, child.status().downReason]).toEqual(["backoff", undefined]);
});

test("stopped while it waits to be started again, it is not started", async () => {
  child.start();
  die();
  await child.stop();
  clock.advance(60_000);
  expect([child.state, processes.length]).toEqual(["stopped", 1]);
});

test("one that dies while everything stops is not started again", () => {
  child.start();
  startsAgain = false;
  die();
  clock.advance(60_000);
  expect([child.state, processes.length]).toEqual(["stopped", 1]);
});

test("asked to stop, it is killed at the deadline, and only asked once", async () => {
  child.start();
  beat();
  const stopped = Promise.all([child.stop(), child.stop()]);
  clock.advance(TIMING.stopMs - 1);
  expect(latest().signals).toEqual(["SIGTERM"]);
  clock.advance(1);
  expect(latest().signals).toEqual(["SIGTERM", "SIGKILL"]);
  latest().onEnd({ status: null, signal: "SIGKILL" });
  await stopped;
  expect(child.status().lastEnd?.killedBecause).toBe("stop-too-slow");
});

test("a deadline of an earlier life does not kill the next one", async () => {
  child.start();
  const stopped = child.stop();
  die();
  await stopped;
  child.start();
  clock.advance(10 * TIMING.stopMs);
  expect(latest().signals).toEqual([]);
});

test("a silent one is killed once, and started again like one that died", () => {
  child.start();
  beat();
  clock.advance(TIMING.stuckKillMs + 1);
  child.check();
  child.check();
  expect(latest().signals).toEqual(["SIGKILL"]);
  latest().onEnd({ status: null, signal: "SIGKILL" });
  expect(child.status()).toMatchObject({
    state: "backoff",
    lastEnd: { signal: "SIGKILL", killedBecause: "stopped" },
  });
});

test("when it was last heard of is told in time that nobody sets back", () => {
  child.start();
  beat();
  const heardMs = clock.monotonicMs();
  clock.stepWall(-3_600_000);
  clock.advance(1);
  beat();
  expect(child.status().lastBeatMonotonicMs).toBe(heardMs + 1);
});

test("one that does not beat by nature runs at once and is never called silent", () => {
  child = makeChild({ heartbeats: false });
  child.start();
  expect(child.state).toBe("running");
  clock.advance(3_600_000);
  child.check();
  expect(latest().signals).toEqual([]);
});

test("a one-shot that ended is not started again", () => {
  child = makeChild({ oneShot: true });
  child.start();
  latest().onEnd({ status: 0, signal: null });
  clock.advance(60_000);
  expect([child.state, processes.length]).toEqual(["ended", 1]);
});
