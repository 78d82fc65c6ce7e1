/**
 * Watches: waiting for the shared state to become something, without polling it.
 *
 * The order matters: first subscribe from the revision of a snapshot, then look. Whatever commits
 * between the two is in the feed, so no wake-up is ever lost.
 */

import type { Changes, Commit, Engine, Gap, Moment, Revision, Snapshot } from "./engine.ts";
import { failpoint } from "./failpoints.ts";
import type { Key } from "./keys.ts";
import { atPace } from "./pace.ts";

interface Patience {
  /** Give up after so many milliseconds. */
  readonly waitMsMax: number;
  readonly signal?: AbortSignal;
}

export interface Waiting extends Patience {
  /** Whether to look again after this commit; otherwise after each that touches the prefix. */
  readonly wakesOn?: (commit: Commit) => boolean;
}

export interface WaitingForValue extends Patience {
  /** What is there up to this revision is known already, and not what is waited for. */
  readonly after?: Revision | undefined;
}

/** What was found, and at which revision. */
export interface Found<T> {
  readonly found: T;
  readonly revision: Revision;
}

/**
 * Looks at the state, and again after each commit that touches the prefix, until `look` finds
 * something. Undefined: it did not, in that time.
 */
export function waitUntil<T>(
  engine: Engine,
  prefix: Key,
  look: (snapshot: Snapshot) => Promise<T | undefined>,
  { wakesOn = () => true, ...patience }: Waiting,
): Promise<Found<T> | undefined> {
  const lookNow = () => inSnapshot(engine, look);
  const see = async (told: Commit | Gap) =>
    told.kind === "commit" && !wakesOn(told) ? undefined : lookNow();
  return lookAndFollow(engine, prefix, { lookNow, see }, patience);
}

/**
 * The same for the value of one key that is bound to no lease. Each commit brings the value along, so
 * only one snapshot is taken, or none, if it is known from which revision on to follow.
 */
export function waitForValue<Value, T>(
  engine: Engine,
  key: Key,
  judge: (value: Value | undefined) => T | undefined,
  { after, ...patience }: WaitingForValue,
): Promise<Found<T> | undefined> {
  const read = async (snapshot: Snapshot) => judge(await snapshot.get<Value>(key));
  const lookNow = () => inSnapshot(engine, read);
  const see = async (told: Commit | Gap) => {
    if (told.kind === "gap") return lookNow();
    const change = told.changes.find((each) => each.key.length === key.length); // None below it.
    return change && { found: judge(change.value as Value | undefined), revision: told.revision };
  };
  const known = after === undefined ? undefined : { found: undefined, revision: after };
  return lookAndFollow(engine, key, { lookNow: async () => known ?? lookNow(), see }, patience);
}

/** Resolves once this process sees the revision, whatever it changed or did not, or when aborted. */
export async function untilCommitted(
  engine: Engine,
  revision: Revision,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  // A feed with an end also tells of a commit that changed no key: by being done.
  const feed = engine.changes({ after: revision - 1, until: revision });
  const close = () => feed.close();
  signal.addEventListener("abort", close);
  try {
    await feed.next();
  } finally {
    signal.removeEventListener("abort", close);
    feed.close();
  }
}

/** Reads the present, or an earlier moment, and closes the snapshot, whatever happens. */
export async function inSnapshot<T>(
  engine: Engine,
  read: (snapshot: Snapshot) => Promise<T>,
  moment?: Moment,
): Promise<Found<T>> {
  const snapshot = await engine.snapshot(moment);
  try {
    return { found: await read(snapshot), revision: snapshot.revision };
  } finally {
    snapshot.close();
  }
}

interface Eyes<T> {
  readonly lookNow: () => Promise<Found<T | undefined>>;
  readonly see: (told: Commit | Gap) => Promise<Found<T | undefined> | undefined>;
}

/** Looks, then sees what the feed tells, until there is something, or no more patience. */
async function lookAndFollow<T>(
  engine: Engine,
  prefix: Key,
  { lookNow, see }: Eyes<T>,
  { waitMsMax, signal }: Patience,
): Promise<Found<T> | undefined> {
  let feed: Changes | undefined;
  let isOver = signal?.aborted ?? false;
  const giveUp = () => {
    isOver = true;
    feed?.close();
  };
  const cancel = engine.clock.after(atPace(waitMsMax), giveUp);
  signal?.addEventListener("abort", giveUp);
  try {
    const first = await lookNow();
    if (isFound(first)) return first;
    if (isOver) return undefined;
    failpoint("watch.before-subscription");
    feed = engine.changes({ prefix, after: first.revision });
    for await (const told of feed) {
      const seen = await see(told);
      if (isFound(seen)) return seen;
    }
    return undefined;
  } finally {
    cancel();
    signal?.removeEventListener("abort", giveUp);
    feed?.close();
  }
}

function isFound<T>(seen: Found<T | undefined> | undefined): seen is Found<T> {
  return seen?.found !== undefined;
}
