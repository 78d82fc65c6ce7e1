import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identify } from "./process-identity.ts";
import { SupervisorLock, SupervisorRunningError } from "./supervisor-lock.ts";

const BOOT = "boot-1";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A lock file that another supervisor left. */
function leave(content: unknown): void {
  writeFileSync(join(folder, "1-other.supervisor"), JSON.stringify(content));
}

async function deadProcess() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const identity = identify(child.pid!)!;
  child.kill("SIGKILL");
  await once(child, "exit");
  return identity;
}

test("a living supervisor is respected, and its file is left alone", () => {
  leave({ bootId: BOOT, supervisor: identify(process.pid), children: [] });
  expect(() => SupervisorLock.take(folder, BOOT)).toThrow(SupervisorRunningError);
  expect(readdirSync(folder)).toEqual(["1-other.supervisor"]);
});

test("of two in one process, the second is refused", () => {
  const lock = SupervisorLock.take(folder, BOOT);
  expect(() => SupervisorLock.take(folder, BOOT)).toThrow(SupervisorRunningError);
  lock.release();
  SupervisorLock.take(folder, BOOT).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("the file of a dead supervisor is in nobody's way", async () => {
  leave({ bootId: BOOT, supervisor: await deadProcess(), children: [] });
  SupervisorLock.take(folder, BOOT).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a living process that has the dead supervisor's or child's number is not meant", () => {
  const reused = { pid: process.pid, started: "at another time" };
  leave({ bootId: BOOT, supervisor: reused, children: [reused] });
  SupervisorLock.take(folder, BOOT).release();
});

test("numbers of another boot mean nothing, however well they fit", () => {
  const other = identify(process.pid);
  leave({ bootId: "boot-0", supervisor: other, children: [other] });
  SupervisorLock.take(folder, BOOT).release();
});

test("a file that says nothing is in nobody's way", () => {
  writeFileSync(join(folder, "1-other.supervisor"), "{");
  SupervisorLock.take(folder, BOOT).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("children of a dead supervisor that are still alive are killed", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const exit = once(child, "exit");
  const children = [identify(child.pid!)];
  leave({ bootId: BOOT, supervisor: await deadProcess(), children });
  SupervisorLock.take(folder, BOOT).release();
  expect(await exit).toEqual([null, "SIGKILL"]);
});

test("once released, nothing is written any more", () => {
  const lock = SupervisorLock.take(folder, BOOT);
  lock.release();
  lock.recordChildren([]);
  expect(readdirSync(folder)).toEqual([]);
});
