/** What the feeds of a random run say, in a form in which two engines can be compared. */

import {
  type Change,
  type Commit,
  type Engine,
  encodeKey,
  type Gap,
} from "@holdfast/shared-state/engine";
import { expect } from "vitest";

type Events = readonly (Commit | Gap)[];

/** How many moments of a run's past are compared: enough to meet each kind, few enough to be quick. */
const MOMENTS = 12;

/** Everything that an engine tells of its past now. */
export async function readFeed(engine: Engine): Promise<Commit[]> {
  const events: (Commit | Gap)[] = [];
  const feed = engine.changes({ after: 0, until: await engine.head() });
  for await (const event of feed) events.push(event);
  return commitsOf(events);
}

export function reapedKeys(events: Events): string[] {
  const reaps = commitsOf(events).filter(({ note }) => note.cause === "lease-lapsed");
  return reaps.flatMap(({ changes }) => changes.map(({ key }) => encodeKey(key)));
}

/** The commits, as if nothing had ever happened to these keys. */
export function without(keys: ReadonlySet<string>, events: Events): Commit[] {
  return commitsOf(events).map((commit) => ({
    ...commit,
    changes: commit.changes.filter(({ key }) => !keys.has(encodeKey(key))),
  }));
}

/**
 * The feed without what may differ: revisions, and how reaps are grouped. Between two other commits,
 * the keys that were reaped are taken together. Commits that erase are left out: whether one also
 * names keys that were not there any more is the engine's affair.
 */
export function comparable(commits: readonly Commit[]): unknown[] {
  const feed: unknown[] = [];
  let reaped: string[] = [];
  for (const { note, at, changes } of commits) {
    if (changes.length === 0 || note.cause === "erased") continue;
    const sorted = changes.map(({ key, value }) => [encodeKey(key), value] as const).sort(byKey);
    if (note.cause === "lease-lapsed") {
      reaped.push(...sorted.map(([key]) => key));
    } else {
      feed.push({ reaped: reaped.sort() }, { note, at, sorted });
      reaped = [];
    }
  }
  return [...feed, { reaped }];
}

/** The plainest model of the past: as of a revision, the last value that the feed has of each key. */
export async function expectPastToBeFold(engine: Engine, commits: readonly Commit[]) {
  const every = Math.ceil(commits.length / MOMENTS);
  const state = new Map<string, unknown>();
  for (const [index, { revision, changes }] of commits.entries()) {
    for (const change of changes) apply(state, change);
    if (index % every !== 0) continue;
    const snapshot = await engine.snapshot({ revision });
    const entries = await snapshot.range({ prefix: [] });
    snapshot.close();
    const found = entries.map(({ key, value }) => [encodeKey(key), value]);
    expect({ revision, found }).toEqual({ revision, found: [...state].sort(byKey) });
  }
}

function apply(state: Map<string, unknown>, { key, value }: Change): void {
  if (value === undefined) state.delete(encodeKey(key));
  else state.set(encodeKey(key), value);
}

function commitsOf(events: Events): Commit[] {
  return events.map((event) => {
    if (event.kind === "gap") return expect.unreachable("A gap, though everything is retained.");
    return event;
  });
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
