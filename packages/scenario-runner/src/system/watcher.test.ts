import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoreCommit } from "@holdfast/checker";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Recorder } from "../recorder.ts";
import { Watcher } from "./watcher.ts";

let folder: string;
let recorder: Recorder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-watcher-"));
  recorder = new Recorder(join(folder, "history.jsonl"), () => {});
});
afterEach(() => {
  recorder.close();
  rmSync(folder, { recursive: true });
});

function watcherTold(stream: string): Watcher {
  const open = async () => new Response(stream);
  return new Watcher({ open }, { watcher: "lena#1", prefix: ["a"], recorder });
}

const commit = (revision: number, name: string): StoreCommit => ({
  ...{ kind: "commit", revision, at: revision, changes: [{ key: [name], before: 0, value: 1 }] },
});
const closed = { kind: "watch-closed", watcher: "lena#1", prefix: ["a"], after: 3, revision: 5 };

it("tells up to where a watcher had to be told everything, also one that was told nothing", async () => {
  const untold = watcherTold("id: 3\n\n");
  await untold.begun;
  await untold.finish([commit(3, "a"), commit(4, "b"), commit(5, "b")]);
  expect(recorder.entries).toEqual([expect.objectContaining(closed)]);
});

it("is closed once it was told the last that concerns it", async () => {
  const told = watcherTold("id: 3\n\nid: 4\nevent: commit\n\n");
  await told.begun;
  await told.finish([commit(4, "a"), commit(5, "b")]);
  expect(recorder.entries[0]).toMatchObject({ kind: "seen", after: 3, revision: 4 });
  expect(recorder.entries.at(-1)).toMatchObject(closed);
});
