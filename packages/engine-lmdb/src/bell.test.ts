import { mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Key } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bell } from "./bell.ts";

let folder = "";
let bell: Bell;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-bell-"));
  bell = new Bell(folder);
});
afterEach(() => {
  bell.close();
  rmSync(folder, { recursive: true });
});

/** Which of the prefixes' bells ring for a commit of these keys. */
function heard(prefixes: readonly Key[], keys: readonly Key[]): boolean[] {
  const files = prefixes.map((prefix) => bell.fileOf(prefix));
  for (const file of files) truncateSync(file);
  bell.ring(keys);
  return files.map((file) => readFileSync(file).length > 0);
}

test("whoever listens to a prefix of a changed key hears it, however long the prefix", () => {
  const key: Key = ["task", "mail", "m1", "claim"];
  const prefixes: Key[] = [[], ["task"], ["task", "mail"], ["task", "mail", "m1"], key];
  expect(heard(prefixes, [key])).toEqual(prefixes.map(() => true));
  expect(heard([["n", 1]], [["n", 1, 2]])).toEqual([true]);
});

test("every changed key is heard of, and nobody hears a key that is shorter than their prefix", () => {
  const prefixes: Key[] = [
    ["task", "mail"],
    ["saga", "s1"],
    ["lock", "room", "a"],
  ];
  const keys: Key[] = [
    ["lock", "room", "a", "queue"],
    ["saga", "s1"],
    ["task", "mail", "m"],
  ];
  expect(heard(prefixes, keys)).toEqual([true, true, true]);
  expect(heard([...prefixes, []], [["task"]])).toEqual([false, false, false, true]);
});

test("most others hear nothing", () => {
  const others = Array.from({ length: 200 }, (_, index): Key => ["saga", `s${index}`]);
  const woken = others.filter((other) => heard([other], [["task", "mail", "m1"]])[0]);
  expect(woken.length).toBeLessThan(50);
});
