/** Waiting for conditions: an engine may take a moment to show one handle what another one did. */

import {
  type Changes,
  type Commit,
  type ErrorCode,
  type Gap,
  isHoldfastError,
  type Key,
  type ManualClock,
} from "@holdfast/shared-state/engine";
import { expect, vi } from "vitest";

/** Longer than any healthy engine takes, shorter than a test may. */
const PATIENCE_MS = 4_000;

/**
 * Polls until the condition holds. With a clock, timers that came due meanwhile are fired too: an
 * engine may have armed one only after the clock had been moved past it.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  clock?: ManualClock,
): Promise<void> {
  await vi.waitFor(
    async () => {
      clock?.advance(0);
      expect(await condition()).toBe(true);
    },
    { timeout: PATIENCE_MS, interval: 2 },
  );
}

/** Lets others run: whatever was ready, and what that made ready, some turns deep. */
export async function giveWay(turns = 1): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** The next event of a feed. */
export async function nextOf(feed: Changes): Promise<Commit | Gap> {
  const { value, done } = await feed.next();
  if (done) throw new Error("The feed ended, and another event was expected.");
  return value;
}

/** The next event of a feed, which has to be a commit. */
export async function nextCommit(feed: Changes): Promise<Commit> {
  const event = await nextOf(feed);
  if (event.kind === "gap") throw new Error(`A gap before revision ${event.before}.`);
  return event;
}

/** The feed's commits up to the first one that changes `key`, that one included. */
export async function commitsUntil(feed: Changes, key: Key): Promise<Commit[]> {
  const commits: Commit[] = [];
  for (;;) {
    const commit = await nextCommit(feed);
    commits.push(commit);
    if (changedKeys(commit).includes(JSON.stringify(key))) return commits;
  }
}

/** A feed that collects by itself what it is given, until it ends. */
export function collect(feed: Changes): (Commit | Gap)[] {
  const events: (Commit | Gap)[] = [];
  const run = async () => {
    for await (const event of feed) events.push(event);
  };
  run().catch((error: unknown) => expect.unreachable(`The feed failed: ${String(error)}`));
  return events;
}

/** The keys that a commit changes, as JSON, sorted. */
export function changedKeys(commit: Commit): string[] {
  return commit.changes.map(({ key }) => JSON.stringify(key)).sort();
}

/** Asserts that the promise rejects with one of our errors, of that code. */
export async function expectCode(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  const problem = await promise.then(
    (value) => `resolved with ${JSON.stringify(value)}`,
    (error: unknown) => error,
  );
  if (!isHoldfastError(problem)) expect.unreachable(`Expected ${code}: ${String(problem)}`);
  expect(problem.code).toBe(code);
}
