import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { inTurn } from "./entrance.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-entrance-"));
  file = join(folder, "entrance");
});

afterEach(() => rm(folder, { recursive: true }));

const heldBy = (pid: number) => writeFileSync(file, String(pid));

/** Another process that leaves the entrance in its own time; it tells of that just before. */
function leaving(waitsMs: number): { hasLeft(): boolean } {
  const told = join(folder, "left");
  const leave = `setTimeout(() => {
    fs.writeFileSync(process.argv[1], "");
    fs.rmSync(process.argv[2], { force: true });
  }, ${waitsMs})`;
  endedAfterwards(spawn(process.execPath, ["-e", leave, told, file]));
  return { hasLeft: () => existsSync(told) };
}

function endedAfterwards(child: ChildProcess): void {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
}

it("nobody else is inside meanwhile", () => {
  heldBy(process.pid);
  const holder = leaving(0);
  expect(inTurn(folder, () => holder.hasLeft())).toBe(true);
});

it("it is free again afterwards, also when what was done there failed", () => {
  expect(inTurn(folder, () => existsSync(file))).toBe(true);
  expect(existsSync(file)).toBe(false);
  const failing = () =>
    inTurn(folder, () => {
      throw new RangeError();
    });
  expect(failing).toThrow(RangeError);
  expect(existsSync(file)).toBe(false);
});

// In the next two, the holder would leave in the end: whoever waits for that is told apart from who
// does not, and the test ends either way.

it("who has died is not waited for", () => {
  heldBy(spawnSync(process.execPath, ["-e", ""]).pid);
  const holder = leaving(3_000);
  expect(inTurn(folder, () => holder.hasLeft())).toBe(false);
});

it("who does not stir is not waited for for ever", () => {
  heldBy(process.pid);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(file, anHourAgo, anHourAgo);
  const holder = leaving(3_000);
  expect(inTurn(folder, () => holder.hasLeft())).toBe(false);
});

it("where no file can be made, it goes on without", () => {
  expect(inTurn(join(folder, "missing"), () => "done")).toBe("done");
});
