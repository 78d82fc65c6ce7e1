import { addInterval } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { everythingEnds } from "./checks/everything-ends.ts";
import { CHECKS } from "./checks/index.ts";
import { projectionsConverge } from "./checks/projections-converge.ts";
import type { History, View } from "./history.ts";
import { judge } from "./judge.ts";
import { expectViolation, verdictOf } from "./testing/expect-finding.ts";
import { arranged, bookWhole, FINISHED } from "./testing/office.ts";
import { RecordedStore } from "./testing/recorded-store.ts";

const OPERATION = {
  kind: "operation",
  ...{ id: "o1", process: "ada", key: "x", input: {}, invokedMs: 1 },
} as const;
const where = arranged(9, 10);

describe("judge", () => {
  it("says nothing of an empty history but that no promise was broken", () => {
    expect(judge([])).toEqual({ verdict: "ok", findings: [] });
  });

  it("runs what has something to look at, and the worst finding is the verdict", () => {
    const store = new RecordedStore();
    store.commit((tx) => bookWhole(tx, "m1", where));
    const good = judge(store.commits);
    expect(good.verdict).toBe("ok");
    expect(good.findings.map(({ check }) => check)).toContain("no-double-booking");
    expect(good.findings.map(({ check }) => check)).not.toContain("watches-complete");

    store.commit((tx) => addInterval(tx, "room/turing", { ...where, booking: "m2" }));
    const bad = judge(store.commits);
    expect(bad.verdict).toBe("violated");
    expect(bad.findings.filter(({ verdict }) => verdict === "violated")).toMatchObject([
      { check: "no-double-booking", witness: [{ ref: 1 }, { ref: 2 }] },
    ]);
  });

  it("runs only what it is asked for, and knows every name", () => {
    const store = new RecordedStore();
    store.commit((tx) => bookWhole(tx, "m1", where));
    const only = ["history-serializable"];
    expect(judge(store.commits, { only }).findings.map(({ check }) => check)).toEqual(only);
    expect(() => judge(store.commits, { only: ["no-such-check"] })).toThrow();
  });

  it("knows nothing of what it cannot read, and still asks the other checks", () => {
    const put = (revision: number, key: string[], value: unknown): History[number] => ({
      ...{ kind: "commit", revision, at: revision, changes: [{ key, before: 0, value }] },
    });
    const page = ["diary", "room/turing", "2026-11-23"];
    for (const value of [{ a: 1 }, null, "32400000-36000000 booked m1"]) {
      const verdicts = new Map(
        judge([put(1, page, value), FINISHED]).findings.map((each) => [each.check, each.verdict]),
      );
      expect(verdicts.get("no-double-booking")).toBe("unknown");
      expect(verdicts.get("everything-ends")).toBe("ok");
    }
    const odd = [put(1, ["hold", "h"], null), put(2, ["saga", "s"], { state: "compensated" })];
    expect(judge([...odd, FINISHED]).verdict).not.toBe("violated");
  });

  it("reads values that are nested deeper than its own stack", () => {
    const deep = JSON.parse(`${"[".repeat(30_000)}${"]".repeat(30_000)}`);
    const changes = [{ key: ["a"], before: 0, value: deep }];
    const unanswered = { ...OPERATION, name: "ask", outcome: "unknown" } as const;
    const commit = { kind: "commit", revision: 1, at: 1, changes } as const;
    expect(judge([unanswered, commit]).verdict).toBe("ok");
  });

  it("has each promise once, in a sentence", () => {
    const names = CHECKS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    for (const { name, promise } of CHECKS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(promise).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe("everything ends", () => {
  it("is violated by a run that got stuck", () => {
    const stuck: History = [{ ...FINISHED, outcome: "stuck", unfinished: ["saga s1"] }];
    expectViolation(everythingEnds, stuck, { kind: "stuck", witness: [] });
    expect(verdictOf(everythingEnds, [FINISHED])).toBe("ok");
  });
});

describe("projections converge", () => {
  const view = (projection: string, shows: unknown, folds: unknown): View => ({
    ...{ kind: "view", projection, revision: 9, shows, folds },
  });

  it("whatever the order of an object's members, but not that of a list", () => {
    const same = view("agenda", { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 });
    expect(verdictOf(projectionsConverge, [same])).toBe("ok");
    const other = view("room-days", { a: [1, 2] }, { a: [2, 1] });
    const witness = ["view room-days"];
    expectViolation(projectionsConverge, [same, other], { kind: "differs", witness });
  });

  it("but of one of which neither is told, nobody knows", () => {
    expect(verdictOf(projectionsConverge, [view("agenda", undefined, undefined)])).toBe("unknown");
  });

  it("and an entry that should not be there is noticed", () => {
    const left = view("statistics", { a: 1, b: 2 }, { a: 1 });
    expectViolation(projectionsConverge, [left], {
      ...{ kind: "differs", witness: ["view statistics"] },
    });
  });
});
