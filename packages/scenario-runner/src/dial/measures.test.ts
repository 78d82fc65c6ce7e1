import type { Operation } from "@holdfast/checker";
import { expect, it } from "vitest";
import { measure } from "./measures.ts";

function taking(ms: number, entry: Partial<Operation> = {}): Operation {
  return {
    ...{ kind: "operation", id: `${ms}`, process: "agent/1", name: "place-hold", key: "k" },
    ...{ input: {}, invokedMs: 10, completedMs: 10 + ms, outcome: "ok" },
    ...{ output: { retries: 1, waitedMs: 5 } },
    ...entry,
  };
}

it("latencies and the rate are of what was done; retries and waiting of all that was asked", () => {
  const done = Array.from({ length: 100 }, (_, index) => taking(index + 1));
  const others = [taking(9_000, { outcome: "refused" }), taking(9_000, { name: "book" })];
  expect(measure("place-hold", [...done, ...others], 2_000)).toEqual({
    ...{ asked: 101, done: 100, donePerSecond: 50, p50Ms: 51, p99Ms: 100 },
    ...{ retries: 101, waitedMs: 505 },
  });
});

it("an empty race has no figures", () => {
  expect(measure("place-hold", [], 0)).toEqual({
    ...{ asked: 0, done: 0, donePerSecond: 0, p50Ms: 0, p99Ms: 0, retries: 0, waitedMs: 0 },
  });
});
