import type { Finding, Verdict } from "@holdfast/checker";
import { expect, it } from "vitest";
import { judgeExpected, VIOLATED_AS_EXPECTED } from "./expected-violations.ts";

function finding(check: string, verdict: Verdict): Finding {
  return { check, verdict, explanation: check, witness: [{ kind: "commit", ref: 1 }] };
}

function judged(findings: readonly Finding[], expected?: readonly string[]) {
  return judgeExpected(findings, expected).map(({ check, verdict }) => [check, verdict]);
}

const FOUND = [finding("a", "violated"), finding("b", "ok"), finding("c", "unknown")];

it("what is broken as expected has held, and its witness stays", () => {
  expect(judged(FOUND, ["a"])).toEqual([
    ["b", "ok"],
    ["c", "unknown"],
    [VIOLATED_AS_EXPECTED, "ok"],
  ]);
  expect(judgeExpected(FOUND, ["a"]).at(-1)?.witness).toHaveLength(1);
});

it.each([[["a", "b"]], [["a", "c"]], [["a", "d"]]])(
  "%o is not what was broken: the run has not held",
  (expected) => {
    expect(judged(FOUND, expected)).toContainEqual([VIOLATED_AS_EXPECTED, "violated"]);
  },
);

it("what is broken and was not expected to be stays broken", () => {
  const found = [...FOUND, finding("e", "violated")];
  expect(judged(found, ["a"])).toContainEqual(["e", "violated"]);
});

it("without an expectation nothing is changed", () => {
  expect(judgeExpected(FOUND, undefined)).toBe(FOUND);
});
