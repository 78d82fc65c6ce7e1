/** Short ways to read one thing, as a transaction and as a snapshot see it. */

import {
  type Engine,
  isHoldfastError,
  type Key,
  type Moment,
  type RangeOptions,
  type Revision,
} from "@holdfast/shared-state/engine";
import { giveWay } from "./waiting.ts";

/** What a transaction reads now. */
export async function read<T>(engine: Engine, key: Key): Promise<T | undefined> {
  return (await engine.transact((tx) => tx.get<T>(key))).value;
}

/** What a snapshot reads, now or as of an earlier moment. */
export async function readAsOf<T>(
  engine: Engine,
  key: Key,
  moment?: Moment,
): Promise<T | undefined> {
  const snapshot = await engine.snapshot(moment);
  try {
    return await snapshot.get<T>(key);
  } finally {
    snapshot.close();
  }
}

/** The keys of a range, each with its value, now or as of an earlier moment. */
export async function entriesOf(
  engine: Engine,
  options: RangeOptions,
  moment?: Moment,
): Promise<(readonly [Key, unknown])[]> {
  const snapshot = await engine.snapshot(moment);
  try {
    const entries = await snapshot.range(options);
    return entries.map(({ key, value }) => [key, value] as const);
  } finally {
    snapshot.close();
  }
}

/** The present revision, and the wall time of its commit. */
export async function headOf(engine: Engine): Promise<{ revision: Revision; at: number }> {
  const snapshot = await engine.snapshot();
  snapshot.close();
  return { revision: snapshot.revision, at: snapshot.at };
}

/** Can this moment still be read? */
export async function isRetained(engine: Engine, moment: Moment): Promise<boolean> {
  try {
    (await engine.snapshot(moment)).close();
    return true;
  } catch (error) {
    if (isHoldfastError(error, "revision-not-retained")) return false;
    throw error;
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
