import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Check, kept, violated } from "./check.ts";
import type { History, HistoryEntry, Seen } from "./history.ts";
import { shortestWitness } from "./shortest-witness.ts";
import { FINISHED } from "./testing/office.ts";

const entry = (revision: number): Seen => ({
  ...{ kind: "seen", watcher: "w", prefix: [], after: 0, revision, atMs: 0 },
});

/** Broken as soon as all of these are there, and the run is over. */
function brokenBy(culprits: ReadonlySet<number>, proposed: readonly HistoryEntry[] = []): Check {
  return {
    ...{ name: "test", promise: "Not all of them." },
    look(history) {
      const there = history.filter((each) => each.kind === "seen" && culprits.has(each.revision));
      const isOver = history.at(-1)?.kind === "end";
      if (there.length < culprits.size || !isOver) return kept("Not all of them are there.");
      return violated("all", "them", proposed, "All of them are there.");
    },
  };
}

function witnessOf(history: History, check: Check, workMax?: number): readonly HistoryEntry[] {
  const looked = check.look(history);
  if (looked?.verdict !== "violated") throw new Error("It is not violated.");
  return shortestWitness(history, check, looked, workMax);
}

describe("the shortest witness", () => {
  const numbers = fc.uniqueArray(fc.nat({ max: 60 }), { minLength: 1, maxLength: 6 });

  it("is exactly what breaks the promise, in the history's order, whatever else there is", () => {
    fc.assert(
      fc.property(numbers, numbers, (culprits, proposed) => {
        const all = Array.from({ length: 61 }, (_, revision) => entry(revision));
        const check = brokenBy(
          new Set(culprits),
          proposed.map((each) => all[each]!),
        );
        const expected = culprits.sort((a, b) => a - b).map((each) => all[each]);
        expect(witnessOf([...all, FINISHED], check)).toEqual(expected);
      }),
    );
  });

  it("is looked for in what the check has named, which is quick", () => {
    const all = Array.from({ length: 100_000 }, (_, revision) => entry(revision));
    const culprits = [70_000, 80_000].map((each) => all[each]!);
    const check = brokenBy(new Set([70_000, 80_000]), [...culprits, all[3]!]);
    expect(witnessOf([...all, FINISHED], check, 100)).toEqual(culprits);
  });

  it("is still a witness when the work was too much to find the shortest", () => {
    const all = Array.from({ length: 1_000 }, (_, revision) => entry(revision));
    const check = brokenBy(new Set([3, 500]));
    const found = witnessOf([...all, FINISHED], check, 2_000);
    expect(check.look([...found, FINISHED])?.verdict).toBe("violated");
    expect(found.length).toBeGreaterThan(2);
  });
});
