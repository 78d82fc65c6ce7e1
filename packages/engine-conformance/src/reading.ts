/** Short ways to read one thing, as a transaction and as a snapshot see it. */

import type { Engine, Key, RangeOptions, Revision } from "@holdfast/shared-state/engine";
import { giveWay } from "./waiting.ts";

/** What a transaction reads now. */
export async function read<T>(engine: Engine, key: Key): Promise<T | undefined> {
  return (await engine.transact((tx) => tx.get<T>(key))).value;
}

/** What a snapshot reads, now or as of a revision. */
export async function readAsOf<T>(
  engine: Engine,
  key: Key,
  revision?: Revision,
): Promise<T | undefined> {
  const snapshot = await engine.snapshot(revision === undefined ? {} : { revision });
  try {
    return await snapshot.get<T>(key);
  } finally {
    snapshot.close();
  }
}

/** The keys of a range, each with its value, now or as of a revision. */
export async function entriesOf(
  engine: Engine,
  options: RangeOptions,
  revision?: Revision,
): Promise<(readonly [Key, unknown])[]> {
  const snapshot = await engine.snapshot(revision === undefined ? {} : { revision });
  try {
    const entries = await snapshot.range(options);
    return entries.map(({ key, value }) => [key, value] as const);
  } finally {
    snapshot.close();
  }
}

/** Puts one value, and says at which revision. */
export async function put(engine: Engine, key: Key, value: unknown): Promise<Revision> {
  return (await engine.transact((tx) => tx.put(key, value))).revision;
}

/** Runs `task` again and again, giving way to others in between, until `during` is over. */
export async function whilst(during: Promise<unknown>, task: () => Promise<void>): Promise<void> {
  let over = false;
  const end = during.finally(() => {
    over = true;
  });
  do {
    await task();
    await giveWay();
  } while (!over);
  await end;
}
