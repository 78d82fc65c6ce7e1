/** Orders to try a setting, on a program that stands for `holdfast dial`, and a clock that a test moves. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OrderOf, OrderOutcome } from "@holdfast/agent-runtime/process";
import { ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isRunning, until } from "../fixtures/supervised.ts";
import { Breaking } from "./breaking.ts";

/** For its races, and then to exit. */
const ENOUGH_MS = 600_000;

type Setting = OrderOf<"dial">["asked"]["setting"];

const MEASURES = { donePerSecond: 9, p50Ms: 1, p99Ms: 2, retries: 0, waitedMs: 0 };
const ROW = {
  ...{ operation: "place-hold", setting: "transaction", strength: "strong" },
  ...{ staged: { counts: {} }, byChance: { counts: {}, measures: MEASURES } },
};
/** On one setting it never ends by itself, and a process of its own writes to where it writes. */
const PROGRAM = `
import { spawn } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
if (process.argv.includes("check-then-act")) {
  const wait = ["-e", "setInterval(() => {}, 1_000)"];
  const { pid } = spawn(process.execPath, wait, { stdio: "inherit" });
  writeFileSync("PIDS.draft", process.pid + " " + pid);
  renameSync("PIDS.draft", "PIDS");
  setInterval(() => {}, 1_000);
} else console.log(${JSON.stringify(JSON.stringify({ rows: [ROW] }))});
`;

/** In it a program writes down the ids of its processes. */
let pidsFile: string;
let folder: string;
let clock: ManualClock;
let breaking: Breaking;
let told: Map<string, OrderOutcome[]>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-dial-order-"));
  const commandLine = join(folder, "main.mjs");
  pidsFile = join(folder, "pids");
  writeFileSync(commandLine, PROGRAM.replaceAll("PIDS", pidsFile));
  clock = new ManualClock();
  told = new Map();
  breaking = new Breaking({
    ...{ clock, failpoints: undefined, commandLine },
    settle: (id, outcome) => told.set(id, [...(told.get(id) ?? []), outcome]),
    taskEnds: async () => true,
    start: async () => {},
  });
});

afterEach(async () => {
  for (const pid of pids().filter(isRunning)) process.kill(pid, "SIGKILL");
  await breaking.close();
  rmSync(folder, { recursive: true });
});

function take(id: string, setting: Setting): void {
  const asked = { operation: "place-hold", setting } as const;
  breaking.take(id, { fault: "dial", asked, orderedAt: 0, by: "person/ada" });
}

const last = (id: string) => told.get(id)?.at(-1);

function pids(): number[] {
  return existsSync(pidsFile) ? readFileSync(pidsFile, "utf8").split(" ").map(Number) : [];
}

/** Resolves when the dial of an order stands still, as if somebody had stopped it from outside. */
async function standsStill(id: string, setting: Setting): Promise<number> {
  take(id, setting);
  await until(() => pids().length > 0);
  const { pid } = last(id)!;
  process.kill(pid!, "SIGSTOP");
  return pid!;
}

test("a dial that stands still is killed when its time is over, and the next one has its turn", async () => {
  const pid = await standsStill("still", "check-then-act");
  take("next", "transaction");
  clock.advance(ENOUGH_MS);
  await until(() => last("next")?.endedAt !== undefined);
  expect(last("still")).toMatchObject({ state: "failed", pid });
  expect(last("next")).toMatchObject({ state: "done", figures: { perSecond: 9 } });
  expect(isRunning(pid)).toBe(false);
});

test("a supervisor that stops waits for a dial that stands still, and not for long", async () => {
  const pid = await standsStill("still", "check-then-act");
  const closed = breaking.close();
  clock.advance(ENOUGH_MS);
  await closed;
  expect(last("still")).toMatchObject({ state: "failed", pid });
  expect(isRunning(pid)).toBe(false);
});
