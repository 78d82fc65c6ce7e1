import { describe, expect, it } from "vitest";
import type { Seen, WatchClosed } from "../history.ts";
import { findingOf } from "../judge.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { watchesComplete } from "./watches-complete.ts";

const check = watchesComplete;

/** Odd revisions touch `a`, even ones its sibling `ab`. */
function commits() {
  const store = new RecordedStore();
  for (let revision = 1; revision <= 8; revision++) {
    store.commit((tx) => tx.put([revision % 2 === 1 ? "a" : "ab", revision], revision));
  }
  return store.commits;
}

function seen(revision: number, more: Partial<Seen> = {}): Seen {
  const entry: Seen = { kind: "seen", watcher: "w", prefix: ["a"], after: 1, revision, atMs: 1 };
  return { ...entry, ...more };
}

function closed(revision: number, more: Partial<WatchClosed> = {}): WatchClosed {
  const entry = { kind: "watch-closed", watcher: "w", prefix: ["a"], after: 1 } as const;
  return { ...entry, revision, atMs: 9, ...more };
}

describe("it is kept", () => {
  it("by a watch that tells what lies below its prefix, and after its revision", () => {
    expect(verdictOf(check, [...commits(), seen(3), seen(5), seen(7)])).toBe("ok");
  });

  it("by two watches of one watcher, one after the other", () => {
    const again = { after: 3 };
    expect(verdictOf(check, [...commits(), seen(3), seen(5, again), seen(7, again)])).toBe("ok");
  });

  it("by one that was closed before the end", () => {
    expect(verdictOf(check, [...commits(), seen(3)])).toBe("ok");
    expect(verdictOf(check, commits())).toBe("nothing to look at");
    expect(verdictOf(check, [...commits(), seen(3), closed(4)])).toBe("ok");
    expect(verdictOf(check, [...commits(), closed(2)])).toBe("ok");
  });

  it("by nobody knows whom, when there are no commits to compare with", () => {
    expect(verdictOf(check, [seen(3), seen(5)])).toBe("unknown");
  });
});

describe("it is broken", () => {
  const broken = (kind: string, witness: readonly string[], ...told: readonly Seen[]) =>
    expectViolation(check, [...commits(), ...told], { kind, witness });

  it("by a commit that is skipped", () => {
    broken("skipped", ["commit 5", "seen w@7"], seen(3), seen(7));
    broken("skipped", ["commit 3", "seen w@5"], seen(5));
  });

  it("by one that is closed and was not told the last, or anything", () => {
    const expectNeverTold = (missed: number, ...told: readonly Seen[]) =>
      expect(findingOf(check, [...commits(), ...told, closed(8)])).toMatchObject({
        ...{ verdict: "violated", witness: [{ kind: "commit", ref: missed }] },
      });
    expectNeverTold(7, seen(3), seen(5));
    expectNeverTold(3);
  });

  it("by one that goes on after something that it had not been told", () => {
    const again = { after: 5 };
    broken("left-out", ["commit 5", "seen w@3", "seen w@7"], seen(3), seen(7, again));
  });

  it("by one that is told out of order", () => {
    broken("out-of-order", ["seen w@5", "seen w@3"], seen(5), seen(3));
  });

  it("by one that comes before what was asked for", () => {
    broken("too-early", ["seen w@1"], seen(1), seen(3));
  });

  it("by one that only touches a sibling of what is watched", () => {
    broken("does-not-concern-it", ["commit 4", "seen w@4"], seen(3), seen(4), seen(5));
  });

  it("by one that is told twice", () => {
    const looked = check.look([...commits(), seen(3), seen(3)]);
    expect(looked).toMatchObject({ verdict: "violated", kind: "twice" });
  });
});
