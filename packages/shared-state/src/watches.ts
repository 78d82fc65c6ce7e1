/**
 * Watches: waiting for the shared state to become something, without polling it.
 *
 * The order matters: first subscribe from the revision of a snapshot, then look. Whatever commits
 * between the two is in the feed, so no wake-up is ever lost.
 */

import { sleep } from "./clock.ts";
import type { Commit, Engine, Moment, Snapshot } from "./engine.ts";
import type { Key } from "./keys.ts";

export interface Waiting {
  /** Give up after so many milliseconds. */
  readonly waitMsMax: number;
  readonly signal?: AbortSignal;
  /** Whether to look again after this commit; otherwise after each that touches the prefix. */
  readonly wakesOn?: (commit: Commit) => boolean;
}

/**
 * Looks at the state, and again after each commit that touches the prefix, until `look` finds
 * something. Undefined: it did not, in that time.
 */
export async function waitUntil<Found>(
  engine: Engine,
  prefix: Key,
  look: (snapshot: Snapshot) => Promise<Found | undefined>,
  { waitMsMax, signal, wakesOn = () => true }: Waiting,
): Promise<{ found: Found; revision: number } | undefined> {
  const giveUp = new AbortController();
  const until = signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal;
  const patience = sleep(engine.clock, waitMsMax, until);
  try {
    const first = await inSnapshot(engine, look);
    if (first.found !== undefined) return { found: first.found, revision: first.revision };
    const feed = engine.changes({ prefix, after: first.revision });
    void patience.then(() => feed.close());
    for await (const change of feed) {
      if (change.kind === "commit" && !wakesOn(change)) continue;
      const { found, revision } = await inSnapshot(engine, look);
      if (found !== undefined) return { found, revision };
    }
    return undefined;
  } finally {
    giveUp.abort(); // Ends the patience, and with it the feed.
  }
}

/** Reads the present, or an earlier moment, and closes the snapshot, whatever happens. */
export async function inSnapshot<T>(
  engine: Engine,
  read: (snapshot: Snapshot) => Promise<T>,
  moment?: Moment,
): Promise<{ found: T; revision: number }> {
  const snapshot = await engine.snapshot(moment);
  try {
    return { found: await read(snapshot), revision: snapshot.revision };
  } finally {
    snapshot.close();
  }
}
