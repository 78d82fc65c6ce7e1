import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./sources.ts";

it("the lockfile names no host: whoever installs uses their own registry", () => {
  const lockfile = readFileSync(join(root, "pnpm-lock.yaml"), "utf8");
  expect(lockfile.match(/https?:\/\/[^/\s]+/g) ?? []).toEqual([]);
});
