import type { Changes, Commit } from "@holdfast/shared-state/engine";
import { describe, expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { PARTS, withProcesses } from "./testing/other-process.ts";

const COMMITS = 3_000;

describe.each(["watch", "poll"] as const)("noticing another process's commits by %s", (notice) => {
  test.each([1, 16])("each comes whole, once and in order, %i in flight", async (inFlight) => {
    await withProcesses(async (path, start) => {
      const engine = await lmdbEngine({ path, notice });
      const feed = engine.changes();
      const writing = start().do({ kind: "write", commits: COMMITS, inFlight });
      expectWhole(await take(feed, COMMITS), 1);
      expect(await writing).toBe(COMMITS);
      feed.close();
      await engine.close();
    });
  });

  test("a feed that is resumed goes on after the commit that it is given", async () => {
    await withProcesses(async (path, start) => {
      const writing = start().do({ kind: "write", commits: COMMITS, inFlight: 4 });
      let after = 0;
      while (after < COMMITS) {
        const engine = await lmdbEngine({ path, notice });
        const feed = engine.changes({ after });
        expectWhole(await take(feed, COMMITS / 10), after + 1);
        after += COMMITS / 10;
        await engine.close();
        expect(await feed.next()).toEqual({ done: true, value: undefined });
      }
      await writing;
    });
  });

  test("a waiting feed is woken by a single commit", async () => {
    await withProcesses(async (path, start) => {
      const engine = await lmdbEngine({ path, notice });
      const feed = engine.changes();
      const other = start();
      for (let round = 1; round <= 20; round++) {
        const woken = feed.next();
        await other.do({ kind: "write", commits: 1, inFlight: 1 });
        expect(await woken).toMatchObject({ value: { revision: round } });
      }
      await engine.close();
    });
  });
});

async function take(feed: Changes, count: number): Promise<Commit[]> {
  const commits: Commit[] = [];
  while (commits.length < count) {
    const { value } = await feed.next();
    if (value?.kind !== "commit") expect.unreachable(`Not a commit: ${JSON.stringify(value)}`);
    commits.push(value);
  }
  return commits;
}

function expectWhole(commits: readonly Commit[], firstRevision: number): void {
  for (const [index, { revision, changes }] of commits.entries()) {
    expect(revision).toBe(firstRevision + index);
    expect(changes.map(({ key }) => key[2])).toEqual(PARTS);
    expect(new Set(changes.map(({ value }) => value)).size).toBe(1);
  }
}
