import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { logLines } from "./log-lines.ts";

/** A pipe takes so much before somebody reads it; half a line does not fit. */
const LINE = `${"x".repeat(999)}\n`;
const CROWD = 200;

let folder: string;
let pipe: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-log-"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  pipe = openSync(join(folder, "pipe"), constants.O_RDWR | constants.O_NONBLOCK);
});
afterEach(() => {
  closeSync(pipe);
  rmSync(folder, { recursive: true });
});

/** What has been taken, and makes room by being read. */
function taken(): string {
  const bytes = Buffer.alloc(LINE.length * CROWD);
  return bytes.toString("utf8", 0, readSync(pipe, bytes));
}

test("what finds no room is lost, and does not come later", () => {
  const lines = logLines(pipe);
  for (let index = 0; index < CROWD; index++) lines.write(LINE);
  expect(taken().length).toBeLessThan(LINE.length * CROWD);
  lines.write("when there is room\n");
  expect(
    taken()
      .split("\n")
      .filter((line) => line !== ""),
  ).toEqual(["when there is room"]);
});

test("a line that was cut short does not spoil the next one", () => {
  const lines = logLines(pipe);
  lines.write("x".repeat(LINE.length * CROWD));
  taken();
  lines.write("first\n");
  lines.write("second\n");
  expect(taken()).toBe("\nfirst\nsecond\n");
});
