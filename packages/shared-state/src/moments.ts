/**
 * Time travel: the whole state as it was, at a revision or at a time, for as long as that is retained.
 *
 *     revision   …  96     97        98                99   = head
 *     wall time  … 9:58   10:00     10:07             10:09
 *     trimmed ─────┘ │      └─ as of 10:05: revision 97, less the leases that had lapsed by 10:05
 *                    └─ retained since here
 *
 * Reading it is the engine's part (`Engine.snapshot`). Here is what goes with it: how far back one can
 * go. Events are kept for good: what was folded from them can be had as of any time, see `streams.ts`.
 */

import type { Engine, Entry, Moment, Revision, Snapshot } from "./engine.ts";
import { isHoldfastError } from "./errors.ts";
import type { Key } from "./keys.ts";

const PAGE = 100;

export interface RetainedSince {
  /** The earliest that can still be read; 0: nothing has been trimmed. */
  readonly revision: Revision;
  /** Its wall time in milliseconds; 0 of the empty store. */
  readonly at: number;
}

/** Found by trying: it is asked for seldom, and a few dozen snapshots cost nothing. */
export async function retainedSince(engine: Engine): Promise<RetainedSince> {
  const present = await engine.snapshot();
  present.close();
  let earliest: RetainedSince = { revision: present.revision, at: present.at };
  let low = 0;
  while (low < earliest.revision) {
    const revision = Math.floor((low + earliest.revision) / 2);
    const snapshot = await openIfRetained(engine, { revision });
    snapshot?.close();
    if (snapshot) earliest = { revision, at: snapshot.at };
    else low = revision + 1;
  }
  return earliest;
}

/**
 * Every value that a key under the prefix has, or has had within the retained past; each at least once.
 * For whoever has to find what is to be erased.
 */
export async function* retainedValues<T>(engine: Engine, prefix: Key): AsyncGenerator<Entry<T>> {
  const { revision } = await retainedSince(engine);
  yield* rangeAt<T>(engine, prefix, { revision });
  const until = await engine.head();
  for await (const told of engine.changes({ prefix, after: revision, until })) {
    if (told.kind === "gap") continue; // Trimmed meanwhile, or still there, and then it follows.
    for (const { key, value } of told.changes) {
      if (value !== undefined) yield { key, value: value as T };
    }
  }
  yield* rangeAt<T>(engine, prefix);
}

/** Page by page: nobody knows how large it is. Nothing at all, when that moment is retained no more. */
async function* rangeAt<T>(engine: Engine, prefix: Key, moment?: Moment): AsyncGenerator<Entry<T>> {
  const snapshot = await openIfRetained(engine, moment);
  if (!snapshot) return;
  try {
    let after: Key | undefined;
    for (;;) {
      const page = await snapshot.range<T>({ prefix, limit: PAGE, ...(after && { after }) });
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.key;
    }
  } finally {
    snapshot.close();
  }
}

/** Undefined: it is no longer retained. */
export async function openIfRetained(
  engine: Engine,
  moment?: Moment,
): Promise<Snapshot | undefined> {
  try {
    return await engine.snapshot(moment);
  } catch (error) {
    if (isHoldfastError(error, "revision-not-retained")) return undefined;
    throw error;
  }
}
