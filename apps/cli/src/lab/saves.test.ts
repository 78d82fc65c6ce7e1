import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nowAndWheneverSaved } from "./saves.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-saves-"));
  file = join(folder, "hole.ts");
  writeFileSync(file, "first");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is done the first time, the second, …; it ends after the last of them. */
async function turns(...acts: (() => void)[]): Promise<number> {
  let done = 0;
  const end = new Error("That was the last.");
  const ending = nowAndWheneverSaved(file, async () => {
    acts[done]!();
    done += 1;
    if (done === acts.length) throw end;
  });
  await expect(ending).rejects.toBe(end);
  return done;
}

test("a save during the first turn, or during a later one, has its turn", async () => {
  const save = () => writeFileSync(file, "saved");
  expect(await turns(save, save, () => {})).toBe(3);
});

test("another file that takes its place is a save, another file beside it is not", async () => {
  const beside = join(folder, "beside.ts");
  const replace = () => {
    writeFileSync(beside, "draft");
    renameSync(beside, file);
  };
  expect(await turns(replace, () => {})).toBe(2);
});
