import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markThrowAway } from "@holdfast/agent-runtime";
import type { Pacing } from "@holdfast/dial";
import { STRONG_WRITES, WEAK_WRITES, WRITES } from "@holdfast/dial/settings";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, type SharedState } from "@holdfast/shared-state";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UNHINDERED } from "./pacing.ts";
import { type Racer, recordWrite } from "./recorded.ts";

const LEASE_MS = 10_000;

let folder = "";
let state: SharedState;
let racer: Racer & { pacing: Pacing; leaseMs: number };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-weak-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function open(path: string): Promise<void> {
  state = openSharedState({ engine: await lmdbEngine({ path }), actor: "agent/1" });
  const session = state.session();
  racer = { state, folder: path, session, pacing: UNHINDERED, leaseMs: LEASE_MS };
}

const weak = WRITES.flatMap((operation) => WEAK_WRITES.map((setting) => ({ operation, setting })));
const strong = WRITES.flatMap((operation) =>
  STRONG_WRITES.map((setting) => ({ operation, setting })),
);

describe("a state that was not made to be thrown away", () => {
  beforeAll(() => open(join(folder, "of-use")));
  afterAll(() => state.close());

  it.each(weak)("refuses $operation under $setting, and nothing is written", async (position) => {
    const before = await state.engine.head();
    const written = recordWrite(position, { race: position.setting, number: 0 }, racer);
    await expect(written).rejects.toMatchObject({ code: "state-not-throw-away" });
    expect(await state.engine.head()).toBe(before);
  });

  it.each(strong)("takes $operation under $setting", async (position) => {
    const written = recordWrite(position, { race: position.setting, number: 0 }, racer);
    expect(await written).toMatchObject({ outcome: "ok" });
  });
});

describe("when nobody else is there, all settings do the same", () => {
  beforeAll(async () => {
    markThrowAway(join(folder, "throw-away"));
    await open(join(folder, "throw-away"));
  });
  afterAll(() => state.close());

  it.each([...strong, ...weak])("$operation under $setting", async (position) => {
    const place = { race: position.setting, number: 0 };
    const outcomes: string[] = [];
    for (const where of [place, place, { ...place, number: 1 }]) {
      outcomes.push((await recordWrite(position, where, racer)).outcome);
    }
    const again = position.operation === "edit-meeting" ? "ok" : "refused";
    expect(outcomes).toEqual(["ok", again, "ok"]);
  });
});
