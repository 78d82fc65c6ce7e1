/** The program, where it is refused: what it leaves behind. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isThrowAway, markThrowAway, programFile } from "@holdfast/agent-runtime/process";
import { systemClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SupervisorLock } from "./supervisor-lock.ts";

const PROGRAM = programFile("supervisor");
const UNUSABLE = [2, null];

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-refused-"));
});
afterEach(() => {
  // One that was not refused, in a test that has failed, ends its own children too.
  for (const child of children.splice(0)) child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves with how it ended. */
function startWorkshop(): Promise<unknown[]> {
  const started = spawn(process.execPath, [PROGRAM, "--workshop", "--state", folder], {
    env: { PATH: process.env.PATH },
    stdio: "ignore",
  });
  children.push(started);
  return once(started, "exit");
}

test("a workshop that is refused, since another supervisor is there, leaves no mark but one of before", async () => {
  const lock = SupervisorLock.take(folder, systemClock().bootId);
  try {
    expect(await startWorkshop()).toEqual(UNUSABLE);
    expect(isThrowAway(folder)).toBe(false);
    markThrowAway(folder);
    expect(await startWorkshop()).toEqual(UNUSABLE);
    expect(isThrowAway(folder)).toBe(true);
  } finally {
    lock.release();
  }
});
