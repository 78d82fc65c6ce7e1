/**
 * Stale lock: a holder that was paused for longer than its lease believes that it still has the lock.
 * Its writes are refused, because each is made only while the holder's key, which is bound to the
 * lease, is still there with its own fence.
 *
 *     first:   takes it (fence 1) ……… paused ……………………………… writes ✗
 *     second:                        takes it (fence 2) … writes ✓
 */

import type { Engine, LeaseId, Transaction } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { stoppedTimers } from "./leased-key.ts";
import { read } from "./reading.ts";
import { collect, commitsUntil, until } from "./waiting.ts";

const HOLDER = ["lock", "holder"];
const FENCE = ["lock", "fence"];
const GUARDED = ["guarded"];
const LEASE_MS = 1_000;

interface Held {
  readonly fence: number;
  readonly lease: LeaseId;
}

export const preventsStaleLock: Guarantee = ({ checkInTime, checkOn }) => {
  const stopped = stoppedTimers();
  checkOn(
    stopped.make,
    "a holder paused beyond its lease is refused, though nothing has reaped it",
    async (open) => {
      const [paused, other] = [await open(), await open()];
      const held = (await take(paused))!;
      stopped.advance(LEASE_MS - 1);
      expect(await write(paused, held, "in time")).toBe(true);
      stopped.advance(1);
      expect(await write(paused, held, "too late")).toBe(false);
      expect(await read(other, GUARDED)).toEqual({ fence: 1, value: "in time" });
    },
  );

  checkOn(
    stopped.make,
    "one that wakes after another took the lock changes nothing, then or later",
    async (open) => {
      const [paused, other] = [await open(), await open()];
      const first = (await take(paused))!;
      expect(await take(other)).toBeUndefined();
      stopped.advance(LEASE_MS);
      const second = (await take(other))!;
      expect(second.fence).toBe(first.fence + 1);
      expect(await write(other, second, "second")).toBe(true);
      expect(await write(paused, first, "first")).toBe(false);
      expect(await release(other, second)).toBe(true);
      expect(await write(paused, first, "first")).toBe(false);
      expect(await release(paused, first)).toBe(false);
      expect(await read(paused, GUARDED)).toEqual({ fence: 2, value: "second" });
    },
  );

  checkOn(stopped.make, "a late release does not free the next holder's lock", async (open) => {
    const [paused, other] = [await open(), await open()];
    const first = (await take(paused))!;
    stopped.advance(LEASE_MS);
    const second = (await take(other))!;
    await paused.transact((tx) => tx.revoke(first.lease));
    expect(await release(paused, first)).toBe(false);
    expect(await take(paused)).toBeUndefined();
    expect(await write(other, second, "still mine")).toBe(true);
  });

  checkInTime("amid hand-overs no write carries a lower fence", async (open, clock) => {
    const handles = [await open(), await open(), await open()];
    const feed = handles[2]!.changes({ prefix: GUARDED });
    const holders: { engine: Engine; held: Held }[] = [];
    for (let round = 0; round < 12; round++) {
      const engine = handles[round % 2]!;
      const held = await take(engine);
      if (held) holders.push({ engine, held });
      // Everybody who ever had the lock writes at once: at most the last one may.
      const written = await Promise.all(holders.map((each) => write(each.engine, each.held, "x")));
      expect(written.slice(0, -1)).not.toContain(true);
      clock.advance(LEASE_MS / 2);
    }
    expect(holders.length).toBeGreaterThan(3);
    const last = handles[0]!.transact((tx) => tx.put([...GUARDED, "end"], 0));
    const commits = await commitsUntil(feed, [...GUARDED, "end"]);
    await last;
    const fences = commits.slice(0, -1).map(({ changes }) => changes[0]!.value as Written);
    expect(fences.length).toBeGreaterThan(holders.length);
    expect(fences.map(({ fence }) => fence)).toEqual(
      fences.map(({ fence }) => fence).sort((a, b) => a - b),
    );
  });

  checkInTime("the fence outlives its holder and every handle", async (open, clock) => {
    const first = await open();
    const held = (await take(first))!;
    const events = collect(first.changes({ prefix: HOLDER }));
    clock.advance(LEASE_MS);
    await until(() => events.length > 0, clock);
    await first.close();
    const later = await open();
    expect((await take(later))!.fence).toBe(held.fence + 1);
    expect(await write(later, held, "too late")).toBe(false);
  });
};

interface Written {
  readonly fence: number;
  readonly value: string;
}

/** Undefined: somebody has it. */
async function take(engine: Engine): Promise<Held | undefined> {
  const { value } = await engine.transact((tx) => {
    if (tx.get(HOLDER) !== undefined) return undefined;
    const fence = (tx.get<number>(FENCE) ?? 0) + 1;
    const held: Held = { fence, lease: tx.lease(LEASE_MS) };
    tx.put(FENCE, fence);
    tx.put(HOLDER, held, { lease: held.lease });
    return held;
  });
  return value;
}

async function write(engine: Engine, { fence }: Held, value: string): Promise<boolean> {
  const { value: isWritten } = await engine.transact((tx) => {
    if (!isHeldWith(tx, fence)) return false;
    tx.put(GUARDED, { fence, value });
    return true;
  });
  return isWritten;
}

async function release(engine: Engine, { fence, lease }: Held): Promise<boolean> {
  const { value } = await engine.transact((tx) => {
    if (!isHeldWith(tx, fence)) return false;
    tx.revoke(lease);
    return true;
  });
  return value;
}

function isHeldWith(tx: Transaction, fence: number): boolean {
  return tx.get<Held>(HOLDER)?.fence === fence;
}
