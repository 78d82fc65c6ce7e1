import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import type { Engine, Key } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askForReads, digestOf, readRecordedReads, recordingReads } from "./recorded-reads.ts";
import { markThrowAway } from "./throw-away.ts";

let folder: string;
let engine: Engine;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-reads-"));
  engine = memoryEngine({ store: createMemoryStore() });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const environment = () => ({
  ...{ failpoints: join(folder, "failpoints"), state: join(folder, "state") },
  actor: "room-agent/1",
});

function recording(): Engine {
  markThrowAway(environment().state);
  askForReads(environment().failpoints);
  return recordingReads(engine, environment());
}

const told = () => readRecordedReads(environment().failpoints);
const X: Key = ["x", 1];
const Y: Key = ["y"];

describe("the engine stays as it is", () => {
  it("where nobody has asked, and where nothing is armed", () => {
    markThrowAway(environment().state);
    expect(recordingReads(engine, environment())).toBe(engine);
    expect(recordingReads(engine, { ...environment(), failpoints: undefined })).toBe(engine);
  });

  it("on a state that somebody may miss", () => {
    askForReads(environment().failpoints);
    expect(recordingReads(engine, environment())).toBe(engine);
  });
});

describe("of a transaction that has put something is told", () => {
  it("what it has read of others, once, and under which revision it was committed", async () => {
    const recorded = recording();
    await engine.transact((tx) => tx.put(X, { seats: 4 }));
    const { revision } = await recorded.transact((tx) => {
      tx.get(X);
      tx.get(Y);
      tx.get(X);
      tx.put(Y, 1);
      tx.get(Y);
    });
    expect(told()).toEqual([{ revision, reads: [[X, digestOf({ seats: 4 })], [Y]] }]);
  });

  it("nothing of one that throws, only reads, or takes away what is not there", async () => {
    const recorded = recording();
    const thrown = recorded.transact((tx) => {
      tx.put(X, tx.get(Y) ?? 1);
      throw new Error("no");
    });
    await expect(thrown).rejects.toThrow("no");
    await recorded.transact((tx) => tx.get(X));
    await recorded.transact((tx) => tx.delete(X));
    expect(told()).toEqual([]);
  });

  it("all that was written whole, when its process was killed", async () => {
    const recorded = recording();
    await recorded.transact((tx) => tx.put(X, 1));
    const [file = ""] = readdirSync(join(environment().failpoints, "reads"));
    appendFileSync(join(environment().failpoints, "reads", file), '{"revision":2,"rea');
    expect(told()).toEqual([{ revision: 1, reads: [] }]);
  });
});
