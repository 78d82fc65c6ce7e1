import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { runCommand } from "./program.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

let folder = "";
let state = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-cli-backup-"));
  state = join(folder, "state");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const context = rememberingContext();
  const status = await runCommand([...args, "--state", state, "--json"], context);
  return { ...context, status };
}

test("what cannot be backed up or restored is refused in a sentence, and leaves nothing behind", async () => {
  const file = join(folder, "backup");
  for (const refused of [await run("backup", file), await run("restore", file)]) {
    expect(refused.status).toBe(EXIT.refused);
    expect(refused.complaints).toHaveLength(1);
  }
  writeFileSync(file, "Dear diary, ".repeat(1_000));
  expect((await run("restore", file)).status).toBe(EXIT.refused);
  expect((await run("backup", file)).status).toBe(EXIT.refused);
  expect(readdirSync(folder)).toEqual(["backup"]);
});

test("what is no backup is named, and folders that were there stay", async () => {
  const file = join(folder, "diary.txt");
  writeFileSync(file, "Dear diary, ".repeat(1_000));
  for (const [path, outcome] of [
    [file, await run("restore", file)],
    [folder, await run("restore", folder)],
    [join(folder, "nothing"), await run("restore", join(folder, "nothing"))],
  ] as const) {
    expect(outcome).toMatchObject({ status: EXIT.refused, values: [] });
    expect(outcome.complaints.join()).toContain(path);
  }
  for (const bytes of [0, 6, 200]) {
    writeFileSync(file, "x".repeat(bytes));
    expect(await run("restore", file, "--replace")).toMatchObject({ status: EXIT.refused });
  }
  mkdirSync(state);
  expect((await run("restore", file)).status).toBe(EXIT.refused);
  expect(readdirSync(folder).sort()).toEqual(["diary.txt", "state"]);
});
