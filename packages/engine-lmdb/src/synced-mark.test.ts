import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LmdbEngine, lmdbEngine } from "./lmdb-engine.ts";
import { SyncedMark } from "./synced-mark.ts";

let folder = "";
let file = "";
const closing: { close(): unknown }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-synced-"));
  file = join(folder, "state");
  writeFileSync(file, "");
});
afterEach(async () => {
  for (const each of closing.splice(0)) await each.close();
  rmSync(folder, { recursive: true });
});

function mark({ bootId = "boot-1" } = {}): SyncedMark {
  const made = new SyncedMark({ folder, file, bootId });
  closing.push(made);
  return made;
}

describe("the mark", () => {
  test("tells another process of this boot what was written, and before that nothing", () => {
    const [ours, theirs] = [mark(), mark()];
    expect(theirs.read()).toBe(0);
    ours.write(2 ** 40 + 7);
    expect(theirs.read()).toBe(2 ** 40 + 7);
    ours.write(3);
    expect(theirs.read()).toBe(3);
  });

  test("says nothing after a reboot", () => {
    mark({ bootId: "boot-1" }).write(7);
    expect(mark({ bootId: "boot-2" }).read()).toBe(0);
  });

  test("says nothing of another file, were it one of the same name, or a copy", () => {
    mark().write(7);
    copyFileSync(file, `${file}.new`);
    renameSync(`${file}.new`, file);
    expect(mark().read()).toBe(0);
  });

  test("says nothing when it was read half written", () => {
    const ours = mark();
    ours.write(0x01_02_03_04_05);
    const path = join(folder, "synced");
    const before = readFileSync(path);
    ours.write(0x05_04_03_02_01);
    const after = readFileSync(path);
    for (let cut = 1; cut < 16; cut++) {
      const torn = Buffer.concat([after.subarray(0, cut), before.subarray(cut)]);
      if (torn.equals(before) || torn.equals(after)) continue;
      writeFileSync(path, torn);
      expect(ours.read()).toBe(0);
    }
    writeFileSync(path, after.subarray(0, 20));
    expect(ours.read()).toBe(0);
  });
});

test("where the file is not to be had, nothing is told, and nothing fails", () => {
  mkdirSync(join(folder, "synced"));
  const ours = mark();
  ours.write(7);
  expect(ours.read()).toBe(0);
});

describe("whether another's commit is durable", () => {
  async function opened(): Promise<LmdbEngine> {
    const engine = await lmdbEngine({ path: folder });
    closing.push(engine);
    return engine;
  }

  test("is known from the mark, without a write transaction", async () => {
    const [ours, theirs] = [await opened(), await opened()];
    const { revision } = await theirs.transact((tx) => tx.put(["k"], 1));
    await ours.durable(revision);
    expect(ours.statistics().groups).toBe(0);
  });

  test("takes a sync where the mark is of what the file was before it was overwritten", async () => {
    const first = await opened();
    await first.transact((tx) => tx.put(["k"], 1));
    await first.close();
    const early = readFileSync(join(folder, "state.lmdb"));
    const second = await opened();
    for (let more = 0; more < 9; more++) await second.transact((tx) => tx.put(["k"], more));
    await second.close();
    writeFileSync(join(folder, "state.lmdb"), early);

    const [ours, theirs] = [await opened(), await opened()];
    const { revision } = await theirs.transact((tx) => tx.put(["k"], 2));
    expect(revision).toBe(2);
    writeMark(10);
    await ours.durable(revision);
    expect(ours.statistics().groups).toBe(1);
  });

  /** As it was left there by those who had the file before. */
  function writeMark(revision: number): void {
    const state = join(folder, "state.lmdb");
    const left = new SyncedMark({ folder, file: state, bootId: systemClock().bootId });
    left.write(revision);
    left.close();
  }

  test("takes a sync where the mark says nothing, or less", async () => {
    const [ours, theirs] = [await opened(), await opened()];
    const { revision } = await theirs.transact((tx) => tx.put(["k"], 1));
    writeFileSync(join(folder, "synced"), "");
    await ours.durable(revision);
    expect(ours.statistics().groups).toBe(1);
    await theirs.durable(revision);
    expect(theirs.statistics().groups).toBe(1);
  });
});
