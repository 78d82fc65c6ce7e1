import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { settle } from "../testing/memory-state.ts";
import { keepLease } from "./kept-lease.ts";
import { ManualClock } from "./manual-clock.ts";
import { setPace } from "./pace.ts";
import { reachRevision } from "./sessions.ts";
import { openSharedState } from "./state.ts";
import { waitForValue } from "./watches.ts";

const PACE = 20;
const LEASE_MS = 3_000;

let clock: ManualClock;
let engine: ReturnType<typeof memoryEngine>;
beforeEach(() => {
  clock = new ManualClock();
  engine = memoryEngine({ store: createMemoryStore(), clock });
  setPace(PACE);
});
afterEach(async () => {
  setPace(1);
  await engine.close();
});

const lease = async () => (await engine.transact((tx) => tx.lease(LEASE_MS))).value;
const leftMs = async (id: string) => (await engine.transact((tx) => tx.leaseLeftMs(id))).value;

describe("at a slower pace", () => {
  it("a lease lapses so many times as late, also one that was renewed", async () => {
    const id = await lease();
    clock.advance(LEASE_MS * PACE - 1);
    expect(await leftMs(id)).toBe(1);
    await engine.transact((tx) => tx.renew(id, LEASE_MS));
    expect(await leftMs(id)).toBe(LEASE_MS * PACE);
  });

  it("whoever keeps a lease does not think it lost before that", async () => {
    const id = await lease();
    let lost = false;
    const kept = { lease: id, leaseMs: LEASE_MS, askedAtMs: clock.monotonicMs() };
    const stop = keepLease(engine, kept, () => {
      lost = true;
    });
    await engine.transact((tx) => tx.revoke(id));
    clock.advance(LEASE_MS * 2);
    expect(lost).toBe(false);
    clock.advance(LEASE_MS * PACE);
    expect(lost).toBe(true);
    stop();
  });

  const view = { name: "tallies" };
  const waits: [string, (wait: { waitMsMax: number }) => Promise<unknown>][] = [
    ["a value", (wait) => waitForValue(engine, ["a"], (value) => value, wait)],
    ["a revision", (wait) => reachRevision(engine, 7, wait)],
    [
      "a view",
      (wait) =>
        openSharedState({ engine, actor: "test/1" }).projections.read(
          view,
          async () => "seen",
          wait,
        ),
    ],
  ];

  it.each(waits)("whoever waits for %s has so many times as much patience", async (_, wait) => {
    let gaveUp = false;
    const ended = wait({ waitMsMax: 1_000 }).finally(() => {
      gaveUp = true;
    });
    const settled = ended.catch(() => {}); // Also to give up in vain is to give up.
    await settle();
    clock.advance(1_000 * PACE - 1);
    await settle();
    expect(gaveUp).toBe(false);
    clock.advance(1);
    await settled;
  });
});
