import type { OrderOutcome } from "@holdfast/agent-runtime/process";
import { ManualClock } from "@holdfast/shared-state/engine";
import { beforeEach, expect, test } from "vitest";
import { ORDERED, strikeContext } from "../fixtures/striking.ts";
import { ChildTable } from "./child-table.ts";
import { goOn } from "./continue.ts";
import type { StrikeContext, StrikeEnd } from "./strike.ts";

const NAME = "room-agent/1";
const PID = 4_000_001;
const HOUR_MS = 3_600_000;

let table: ChildTable;
let clock: ManualClock;
let letGo: number;
let states: OrderOutcome["state"][];

beforeEach(() => {
  table = new ChildTable();
  clock = new ManualClock();
  letGo = 0;
  states = [];
});

/** The table is told, with what the child's last beat was by then. */
function heardOf(lastBeatMonotonicMs: number, pid = PID): void {
  const row = { name: NAME, role: "room-agent", state: "running", pid } as const;
  table.update([{ ...row, lastBeatMonotonicMs }]);
}

function strike(): Promise<StrikeEnd> {
  const letGoNow = () => {
    letGo += 1;
  };
  const standing = new Map([[NAME, letGoNow]]);
  const tell: StrikeContext["tell"] = ({ state }) => states.push(state);
  const context = strikeContext({ table, clock, standing, tell });
  return goOn({ ...ORDERED, fault: "continue", asked: { process: NAME }, id: "c" }, context);
}

test("a wall clock that is set back keeps nobody waiting for one that beats again", async () => {
  heardOf(clock.monotonicMs());
  const end = strike();
  clock.stepWall(-HOUR_MS);
  clock.advance(20);
  heardOf(clock.monotonicMs());
  expect(await end).toMatchObject({ state: "done" });
  expect([letGo, states]).toEqual([1, ["struck"]]);
});

test("a beat from before it was let go, told late, is no sign of life", async () => {
  heardOf(clock.monotonicMs());
  clock.advance(20);
  const stoppedMs = clock.monotonicMs();
  clock.advance(200);
  let isOver = false;
  const end = strike().finally(() => {
    isOver = true;
  });
  heardOf(stoppedMs);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  clock.advance(20);
  heardOf(clock.monotonicMs());
  expect(await end).toMatchObject({ state: "done" });
});
