import { type Beat, TIMING } from "@holdfast/agent-runtime/process";
import { ManualClock } from "@holdfast/shared-state/engine";
import { expect, test } from "vitest";
import { AwakeTime, judge, type Observation } from "./heartbeat-monitor.ts";

const MB = 1024 * 1024;
const { heartbeatMs, stuckKillMs, lockWaitMsMax, openingMsMax } = TIMING;

function seen(beat: Partial<Beat> = {}, rest: Partial<Observation> = {}): Observation {
  return {
    beat: {
      beat: 7,
      phase: "ready",
      mainLagMs: 0,
      lock: "outside",
      lockForMs: 0,
      rssBytes: 50 * MB,
      ...beat,
    },
    silentMs: heartbeatMs,
    sinceStartMs: 60_000,
    memoryBytesMax: 100 * MB,
    ...rest,
  };
}

const killed = (because: string) => ({ kill: true, because });

test("silence up to the limit is forgiven, and one millisecond more is not", () => {
  expect(judge(seen({}, { silentMs: stuckKillMs }), TIMING)).toMatchObject({ kill: false });
  expect(judge(seen({}, { silentMs: stuckKillMs + 1 }), TIMING)).toEqual(killed("stopped"));
});

test("a child that waits for the write lock is left alone while somebody may have it", () => {
  const waiting = seen({ lock: "waiting", lockForMs: lockWaitMsMax });
  expect(judge(waiting, TIMING)).toEqual({ kill: false, is: "waiting" });
});

test("a child that waits for longer than anybody may keep the lock has been forgotten", () => {
  for (const phase of ["opening", "ready", "stopping"] as const) {
    const forgotten = seen({ phase, lock: "waiting", lockForMs: lockWaitMsMax + 1 });
    expect(judge(forgotten, TIMING)).toEqual(killed("waits-in-vain"));
  }
});

test("a child that was stopped while it waited is stopped all the same", () => {
  const stopped = seen({ lock: "waiting" }, { silentMs: stuckKillMs + 1 });
  expect(judge(stopped, TIMING)).toEqual(killed("stopped"));
});

test("a child that was stopped inside the lock is killed, also while it is still opening", () => {
  for (const phase of ["opening", "ready", "stopping"] as const) {
    const stopped = seen({ phase, lock: "inside" }, { silentMs: stuckKillMs + 1 });
    expect(judge(stopped, TIMING)).toEqual(killed("stopped"));
  }
});

test("a child that beats but keeps the lock is killed", () => {
  const keeper = seen({ lock: "inside", lockForMs: stuckKillMs + 1 });
  expect(judge(keeper, TIMING)).toEqual(killed("holds-lock"));
});

test("a child whose event loop stays blocked is killed, also while it stops", () => {
  for (const phase of ["ready", "stopping"] as const) {
    expect(judge(seen({ phase, mainLagMs: stuckKillMs }), TIMING)).toMatchObject({ kill: false });
    expect(judge(seen({ phase, mainLagMs: stuckKillMs + 1 }), TIMING)).toEqual(killed("blocked"));
  }
});

test("a child that is still opening the store is not blocked", () => {
  const opening = seen({ phase: "opening", mainLagMs: 10_000 }, { sinceStartMs: 10_000 });
  expect(judge(opening, TIMING)).toEqual({ kill: false, is: "opening" });
});

test("a child that has not beaten yet is given the time to open, and no longer", () => {
  const unheard = seen({}, { beat: undefined, silentMs: openingMsMax, sinceStartMs: openingMsMax });
  expect(judge(unheard, TIMING)).toEqual({ kill: false, is: "opening" });
  const late = { ...unheard, sinceStartMs: openingMsMax + 1 };
  expect(judge(late, TIMING)).toEqual(killed("never-ready"));
});

test("memory is limited exactly, and unknown memory is not held against a child", () => {
  expect(judge(seen({}, { memoryBytes: 100 * MB }), TIMING)).toMatchObject({ kill: false });
  expect(judge(seen({}, { memoryBytes: 100 * MB + 1 }), TIMING)).toEqual(killed("over-memory"));
  expect(judge(seen({}, { memoryBytes: undefined }), TIMING)).toMatchObject({ kill: false });
});

test("a supervisor that was itself late does not blame its children", () => {
  const clock = new ManualClock();
  const awake = new AwakeTime(clock.monotonicMs(), heartbeatMs);
  clock.advance(60_000);
  awake.look(clock.monotonicMs());
  expect(judge(seen({}, { silentMs: awake.awakeMs }), TIMING)).toMatchObject({ kill: false });
});

test("a supervisor that is always late still finds out who is stopped", () => {
  const clock = new ManualClock();
  const awake = new AwakeTime(clock.monotonicMs(), heartbeatMs);
  for (let looks = 0; looks < 20; looks += 1) {
    clock.advance(5 * heartbeatMs);
    awake.look(clock.monotonicMs());
  }
  expect(judge(seen({}, { silentMs: awake.awakeMs }), TIMING)).toEqual(killed("stopped"));
});
