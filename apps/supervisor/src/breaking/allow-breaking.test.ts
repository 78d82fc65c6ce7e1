import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isThrowAway } from "@holdfast/agent-runtime/process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { allowBreaking } from "./allow-breaking.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-breaking-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("without a demo or a workshop nothing is allowed, and no folder is marked", () => {
  expect(allowBreaking(undefined, folder, {})).toEqual({});
  expect(isThrowAway(folder)).toBe(false);
});

test("a test's failpoints stay where they are, and allow no orders by themselves", () => {
  const env = { HOLDFAST_FAILPOINTS: "/elsewhere" };
  expect(allowBreaking(undefined, folder, env)).toEqual({ failpoints: "/elsewhere" });
  expect(allowBreaking("demo", folder, env).failpoints).toBe("/elsewhere");
});

test("a folder without a state is marked, and everything can be broken", () => {
  expect(allowBreaking("workshop", folder, {})).toEqual({
    failpoints: join(folder, "failpoints"),
    breaking: { mode: "workshop", unavailable: {} },
  });
  expect(isThrowAway(folder)).toBe(true);
});

test("a state that somebody may rely on is not marked, and only processes can be struck", () => {
  writeFileSync(join(folder, "state.lmdb"), "");
  const { failpoints, breaking } = allowBreaking("demo", folder, {});
  expect(failpoints).toBeUndefined();
  expect(Object.keys(breaking?.unavailable ?? {})).toEqual(["fail-step", "mail-server"]);
  expect(isThrowAway(folder)).toBe(false);
});

test("another's mail server is not broken", () => {
  const env = { HOLDFAST_SMTP: "smtp://mail.example" };
  const { breaking } = allowBreaking("demo", folder, env);
  expect(Object.keys(breaking?.unavailable ?? {})).toEqual(["mail-server"]);
});
