/** The anomalies, each in its smallest form, as operations that say what they read and wrote. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { historySerializable } from "../checks/history-serializable.ts";
import type { History, Operation, Outcome, StoreCommit } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { findAnomaly } from "./anomalies.ts";
import { components } from "./components.ts";
import { transactionsOf } from "./transactions.ts";

const check = historySerializable;

interface Said {
  readonly reads?: readonly { key: string; revision: number; nth?: number }[];
  readonly writes?: readonly { key: string; before?: number }[];
  readonly revision?: number;
  readonly outcome?: Outcome;
}

function history(...all: readonly Said[]): Operation[] {
  return all.map(({ outcome = "ok", ...output }, index) => ({
    ...{ kind: "operation", id: `t${index + 1}`, process: `p${index + 1}`, name: "transaction" },
    ...{ key: "", input: undefined, invokedMs: index, completedMs: index + 1, outcome, output },
  }));
}

const x = (revision: number) => ({ key: "x", revision });
const y = (revision: number) => ({ key: "y", revision });
const writesX = [{ key: "x" }];
const writesY = [{ key: "y" }];
const expectAnomaly = (of: History, kind: string, ...witness: string[]) =>
  expectViolation(check, of, { kind, witness: witness.map((id) => `operation ${id}`) });

describe("it is serializable", () => {
  it("when each read what the one before it left, in the order of the commits", () => {
    const serial = history(
      { writes: writesX, revision: 1 },
      { reads: [x(1)], writes: [...writesX, ...writesY], revision: 2 },
      { reads: [x(2), y(2)], revision: 2 },
    );
    expect(verdictOf(check, serial)).toBe("ok");
  });

  it("when a reader saw an old state, but a whole one", () => {
    const old = history(
      { writes: [...writesX, ...writesY], revision: 1 },
      { writes: [...writesX, ...writesY], revision: 2 },
      { reads: [x(1), y(1)], revision: 2 },
    );
    expect(verdictOf(check, old)).toBe("ok");
  });

  it("when an aborted transaction saw nonsense: nobody acts on it", () => {
    const aborted = history(
      { writes: [...writesX, ...writesY], revision: 1 },
      { writes: [...writesX, ...writesY], revision: 2 },
      { reads: [x(1), y(2)], outcome: "refused" },
      { outcome: "unknown" },
    );
    expect(verdictOf(check, aborted)).toBe("ok");
  });

  it("when only an unknown one, of which nothing shows, would not fit", () => {
    const unseen = history(
      { writes: [...writesX, ...writesY], revision: 1 },
      { reads: [x(1)], writes: writesY, revision: 5, outcome: "unknown" },
      { reads: [y(1)], writes: writesX, revision: 6 },
    );
    expect(verdictOf(check, unseen)).toBe("ok");
    const read = history({ reads: [y(5)], revision: 6 }).map((each) => ({ ...each, id: "t4" }));
    expect(verdictOf(check, [...unseen, ...read])).toBe("violated");
  });

  it("when a key was deleted and made anew", () => {
    const change = (before: number, value?: unknown) => [
      { key: ["x"], before, ...(value === undefined ? {} : { value }) },
    ];
    const commit = (revision: number, changes: ReturnType<typeof change>) =>
      ({ kind: "commit", revision, at: revision, changes }) as const;
    const commits = [commit(1, change(0, 1)), commit(2, change(1)), commit(3, change(0, 2))];
    expect(verdictOf(check, commits)).toBe("ok");
    expect(findAnomaly(transactionsOf(commits))).toBeUndefined();
  });
});

describe("it is not", () => {
  it("G0: two transactions write over each other, in both orders", () => {
    const interleaved = history(
      {
        writes: [
          { key: "x", before: 0 },
          { key: "y", before: 2 },
        ],
        revision: 1,
      },
      {
        writes: [
          { key: "x", before: 1 },
          { key: "y", before: 0 },
        ],
        revision: 2,
      },
      { writes: [{ key: "x", before: 2 }], revision: 3 },
    );
    expectAnomaly(interleaved, "G0", "t1", "t2");
  });

  it("G1a: something was read that was never committed", () => {
    const aborted = history(
      { writes: writesX, revision: 1 },
      { writes: writesX, revision: 2, outcome: "failed" },
      { reads: [x(2)], writes: writesY, revision: 3 },
    );
    expectAnomaly(aborted, "G1a", "t2", "t3");
  });

  it("G1b: something was read that its writer then wrote over", () => {
    const intermediate = history(
      { writes: [...writesX, ...writesX], revision: 1 },
      { reads: [{ ...x(1), nth: 1 }], writes: writesY, revision: 2 },
    );
    expectAnomaly(intermediate, "G1b", "t1", "t2");
    const last = history(
      { writes: [...writesX, ...writesX], revision: 1 },
      { reads: [{ ...x(1), nth: 2 }], writes: writesY, revision: 2 },
    );
    expect(verdictOf(check, last)).toBe("ok");
  });

  it("G1b: also where the commit is recorded, which has each key once", () => {
    const storeX = [{ key: "/x" }, { key: "/x" }];
    const intermediate = history(
      { writes: storeX, revision: 1 },
      { reads: [{ key: "/x", revision: 1, nth: 1 }], revision: 1 },
    );
    const changes = [{ key: ["x"], before: 0, value: 2 }];
    const commit = { kind: "commit", revision: 1, at: 1, changes } as const;
    expect(check.look([...intermediate, commit])).toMatchObject({ kind: "G1b" });
  });

  it("G1a: something was read as a commit left it that did not write it", () => {
    const reader = history({ reads: [{ key: "/x", revision: 1 }], revision: 1 });
    const changes = [{ key: ["y"], before: 0, value: 2 }];
    const commit = { kind: "commit", revision: 1, at: 1, changes } as const;
    expectViolation(check, [...reader, commit], {
      ...{ kind: "G1a", witness: ["operation t1", "commit 1"] },
    });
  });

  it("G1c: two transactions each saw what the other wrote", () => {
    const circular = history(
      { writes: writesX, revision: 1 },
      { reads: [y(3)], writes: writesX, revision: 2 },
      { reads: [x(2)], writes: writesY, revision: 3 },
    );
    expectAnomaly(circular, "G1c", "t2", "t3");
  });

  it("lost update: one wrote over a version that it had not read", () => {
    const lost = history(
      { writes: writesX, revision: 1 },
      { reads: [x(1)], writes: writesX, revision: 2 },
      { reads: [x(1)], writes: writesX, revision: 3 },
    );
    expectAnomaly(lost, "lost-update", "t2", "t3");
  });

  it("lost update: a commit of the store took the place of an older version than the latest", () => {
    const put = (revision: number, before: number) =>
      ({
        kind: "commit",
        ...{ revision, at: revision },
        changes: [{ key: ["x"], before, value: revision }],
      }) as const;
    const commits = [put(1, 0), put(2, 1), put(3, 1)];
    expectViolation(check, commits, { kind: "lost-update", witness: ["commit 2", "commit 3"] });
  });

  it("G-single: one saw a part of what another did (read skew)", () => {
    const skew = history(
      { writes: [...writesX, ...writesY], revision: 1 },
      { writes: [...writesX, ...writesY], revision: 2 },
      { reads: [x(1), y(2)], writes: [{ key: "z" }], revision: 3 },
    );
    expectAnomaly(skew, "G-single", "t2", "t3");
  });

  it("G2-item: two decided by what the other then changed (write skew)", () => {
    const skew = history(
      { writes: [...writesX, ...writesY], revision: 1 },
      { reads: [x(1), y(1)], writes: writesX, revision: 2 },
      { reads: [x(1), y(1)], writes: writesY, revision: 3 },
      { reads: [x(2), y(3)], revision: 3 },
    );
    expectAnomaly(skew, "G2-item", "t2", "t3");
  });

  it("is shown by the shortest of the cycles that there are", () => {
    const long = Array.from({ length: 6 }, (_, index) => ({
      reads: [{ key: `k${index}`, revision: 0 }],
      writes: [{ key: `k${(index + 1) % 6}` }],
      revision: index + 1,
    }));
    const short = [
      { reads: [x(0)], writes: writesY, revision: 7 },
      { reads: [y(0)], writes: writesX, revision: 8 },
    ];
    expectAnomaly(history(...long, ...short), "G2-item", "t7", "t8");
    const six = ["t1", "t2", "t3", "t4", "t5", "t6"];
    expectAnomaly(history(...long), "G2-item", ...six);
  });
});

describe("against the plainest way to find out", () => {
  const keys = ["x", "y", "z"];
  const step = fc.record({
    reads: fc.uniqueArray(fc.nat({ max: 2 }), { maxLength: 2 }),
    writes: fc.uniqueArray(fc.nat({ max: 2 }), { maxLength: 2 }),
    lag: fc.nat({ max: 2 }),
  });

  it("finds an anomaly exactly when no order of all transactions explains every read", () => {
    let broken = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        const said = steps.map(({ reads, writes, lag }, index) => ({
          reads: reads.map((key) => ({
            key: keys[key]!,
            revision: versionBefore(steps, key, index - lag),
          })),
          writes: writes.map((key) => ({ key: keys[key]! })),
          revision: index + 1,
        }));
        const anomaly = findAnomaly(transactionsOf(history(...said)));
        expect(anomaly === undefined).toBe(permutations(said).some(explainsEveryRead));
        if (anomaly) broken += 1;
      }),
    );
    expect(broken).toBeGreaterThan(5);
  });

  /** The version of the key that the first so many transactions leave. */
  function versionBefore(
    steps: readonly { readonly writes: readonly number[] }[],
    key: number,
    count: number,
  ): number {
    return (
      steps.slice(0, Math.max(0, count)).findLastIndex(({ writes }) => writes.includes(key)) + 1
    );
  }

  /** In this order; versions keep theirs. */
  function explainsEveryRead(
    order: readonly Required<Pick<Said, "reads" | "writes" | "revision">>[],
  ) {
    const standing = new Map<string, number>();
    for (const { reads, writes, revision } of order) {
      if (reads.some(({ key, revision }) => (standing.get(key) ?? 0) !== revision)) return false;
      for (const { key } of writes) {
        if ((standing.get(key) ?? 0) > revision) return false;
        standing.set(key, revision);
      }
    }
    return true;
  }

  function permutations<T>(items: readonly T[]): T[][] {
    if (items.length === 0) return [[]];
    return items.flatMap((item, index) =>
      permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [
        item,
        ...rest,
      ]),
    );
  }
});

describe("components", () => {
  it("are found in a chain too long for the language's own stack", () => {
    const size = 50_000;
    expect(components(size, (node) => (node + 1 < size ? [node + 1] : []))).toEqual([]);
    expect(components(size, (node) => [(node + 1) % size])).toHaveLength(1);
  });

  it("are told apart when one leads to another", () => {
    const next = [[1], [0, 2], [3], [2], [2]];
    const found = components(5, (node) => next[node]!).map((each) => each.sort());
    expect(found.sort()).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});

describe("of commits that say what had been read", () => {
  function commit(revision: number, key: string, read: string, of: number): StoreCommit {
    const reads = [{ key: [read], revision: of }];
    return {
      kind: "commit",
      revision,
      at: 1,
      changes: [{ key: [key], before: 0, value: 1 }],
      reads,
    };
  }

  it("each by the latest is serializable, and two by what the other changed are not", () => {
    const first = commit(1, "x", "y", 0);
    expect(verdictOf(check, [first, commit(2, "y", "x", 1)])).toBe("ok");
    const witness = ["commit 1", "commit 2"];
    expectViolation(check, [first, commit(2, "y", "x", 0)], { kind: "G2-item", witness });
  });

  it("one that saw another's work only in part is not", () => {
    const writer: StoreCommit = {
      ...{ kind: "commit", revision: 1, at: 1 },
      changes: ["x", "y"].map((key) => ({ key: [key], before: 0, value: 1 })),
    };
    const reads = [
      { key: ["x"], revision: 1 },
      { key: ["y"], revision: 0 },
    ];
    const skewed = { ...commit(2, "z", "x", 1), reads };
    const witness = ["commit 1", "commit 2"];
    expectViolation(check, [writer, skewed], { kind: "G-single", witness });
  });
});
