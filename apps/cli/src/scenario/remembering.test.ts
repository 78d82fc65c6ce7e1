import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EXIT } from "../exit-codes.ts";
import { runCommand } from "../program.ts";
import { rememberingContext } from "../testing/remembering-context.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-remembering-"));
  vi.stubEnv("TMPDIR", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]) {
  const context = rememberingContext();
  const status = await runCommand(["scenario", "run", ...args], context);
  return { ...context, status };
}

test("a run's result is told, also when it cannot be remembered", async () => {
  const [scenario, junit] = [join(folder, "a.yaml"), join(folder, "junit.xml")];
  writeFileSync(scenario, "no scenario");
  const before = await run(scenario);
  expect(before.status).toBe(EXIT.usage);
  rmSync(join(folder, "holdfast-histories"), { recursive: true });
  writeFileSync(join(folder, "holdfast-histories"), "a file stands in the way");
  const { status, lines, complaints } = await run(scenario, "--junit", junit);
  expect(status).toBe(before.status);
  expect(lines).toHaveLength(before.lines.length);
  expect(complaints).toHaveLength(before.complaints.length + 1);
  expect(existsSync(junit)).toBe(true);
});
