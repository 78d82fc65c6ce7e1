/** A process that stands still, in the time of a clock that a test sets. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { OrderOutcome } from "@holdfast/agent-runtime/process";
import { ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ORDERED, strikeContext } from "../fixtures/striking.ts";
import { until } from "../fixtures/supervised.ts";
import { ChildTable } from "./child-table.ts";
import { stop } from "./stop.ts";
import type { StrikeContext, StrikeEnd } from "./strike.ts";

const NAME = "room-agent/1";
const HOUR_MS = 3_600_000;

let child: ChildProcess;
let table: ChildTable;
let clock: ManualClock;
let standing: Map<string, () => void>;
let states: OrderOutcome["state"][];

beforeEach(async () => {
  child = spawn(process.execPath, ["--eval", "setInterval(() => {}, 1_000)"], { stdio: "ignore" });
  await once(child, "spawn");
  table = new ChildTable();
  clock = new ManualClock();
  standing = new Map();
  states = [];
});

afterEach(async () => {
  for (const letGo of standing.values()) letGo();
  table.interrupt();
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
});

function heardOfNow(): void {
  const row = { name: NAME, role: "room-agent", state: "running", pid: child.pid } as const;
  table.update([{ ...row, lastBeatMonotonicMs: clock.monotonicMs() }]);
}

function strike(): Promise<StrikeEnd> {
  const tell: StrikeContext["tell"] = ({ state }) => states.push(state);
  const context = strikeContext({ table, clock, standing, tell });
  const asked = { process: NAME, forMs: 30_000 };
  return stop({ ...ORDERED, fault: "stop", asked, id: "s" }, context);
}

test("a wall clock that is set back keeps nobody waiting for one that beats again", async () => {
  heardOfNow();
  const end = strike();
  await until(() => standing.has(NAME));
  standing.get(NAME)?.();
  await until(() => states.includes("healed"));
  clock.stepWall(-HOUR_MS);
  clock.advance(20);
  heardOfNow();
  expect(await end).toMatchObject({ state: "done" });
});
