import type { Fault, Operation, Outcome } from "@holdfast/checker";
import { describe, expect, it } from "vitest";
import { Results } from "../actors/results.ts";
import { readScenario } from "../format/read-scenario.ts";
import { findExpected } from "./expectations.ts";

const HEAD = `name: a
story: s
shows: g
actors:
  ada:
    - book: { room: alan-turing, at: "10:00" }`;

function operation(id: string, outcome: Outcome, output: object = {}): Operation {
  return {
    ...{ kind: "operation", id, process: "ada", name: "book", key: "room/alan-turing" },
    ...{ input: {}, output, outcome, invokedMs: 0, completedMs: 1 },
  };
}

function verdicts(text: string, told: Readonly<Record<string, Operation>>, faults: Fault[] = []) {
  const results = new Results();
  for (const [step, each] of Object.entries(told)) results.keep(step, each);
  const findings = findExpected(readScenario(HEAD + text), results, faults);
  return findings.map(({ check, verdict, witness }) => [check, verdict, witness?.length ?? 0]);
}

describe("what a step expects", () => {
  const refused = "\n      expect: { outcome: refused, reason: room-held }";

  it.each([
    ["as expected", operation("1", "refused", { reason: "room-held" }), "ok", 0],
    ["by the problem's name", operation("1", "refused", { problem: "room-held" }), "ok", 0],
    ["for another reason", operation("1", "refused", { reason: "room-booked" }), "violated", 1],
    ["with another outcome", operation("1", "ok"), "violated", 1],
    ["without an answer", operation("1", "unknown"), "violated", 1],
  ])("%s", (_, told, verdict, witness) => {
    expect(verdicts(refused, { "ada.book": told })).toEqual([["as-expected", verdict, witness]]);
  });

  it("a step that was never asked for is not as expected", () => {
    expect(verdicts(refused, {})).toEqual([["as-expected", "violated", 0]]);
  });

  it("a scenario that expects nothing is not judged by that", () => {
    expect(verdicts("", { "ada.book": operation("1", "failed") })).toEqual([]);
  });
});

describe("what an answer has to tell", () => {
  const two = (expected: string) => `
    - read-diary: { room: alan-turing }
      expect: { outcome: ok, ${expected}: $book.meeting }`;
  const book = operation("1", "ok", { meeting: "m1" });
  const diary = (...meetings: string[]) =>
    operation("2", "ok", { intervals: meetings.map((meeting) => ({ meeting })) });

  it.each([
    ["has", diary("m0", "m1"), "ok"],
    ["has", diary("m0", "m11"), "violated"],
    ["lacks", diary("m0", "m11"), "ok"],
    ["lacks", diary("m0", "m1"), "violated"],
  ])("%s", (expected, read, verdict) => {
    const told = { "ada.book": book, "ada.read-diary": read };
    expect(verdicts(two(expected), told)[0]?.[1]).toBe(verdict);
  });

  it.each(["has", "lacks"])("%s what was never told: nobody can have seen that", (expected) => {
    const told = { "ada.book": operation("1", "refused"), "ada.read-diary": diary("m1") };
    expect(verdicts(two(expected), told)[0]?.[1]).toBe("violated");
  });
});

describe("what several steps expect", () => {
  const two = `
  grace:
    - book: { room: alan-turing, at: "10:00" }
expect: { outcomes: [{ of: [ada.book, grace.book], ok: 1, refused: 1 }] }`;

  it.each([
    ["ok", "refused", "ok"],
    ["ok", "ok", "violated"],
    ["refused", "refused", "violated"],
    ["ok", "unknown", "violated"],
  ] as const)("%s and %s: %s", (ada, grace, verdict) => {
    const told = { "ada.book": operation("1", ada), "grace.book": operation("2", grace) };
    expect(verdicts(two, told)[0]?.slice(0, 2)).toEqual(["as-expected", verdict]);
  });
});

describe("faults", () => {
  const kill = "\nfaults: [{ kill: room-agent, as: agent-dies }]";
  const fault = (phase: Fault["phase"]): Fault => ({
    ...{ kind: "fault", id: "agent-dies", fault: "kill", target: "room-agent/1", phase, atMs: 0 },
  });

  it("that never struck show nothing, which is not ok", () => {
    expect(verdicts(kill, {}, [fault("announced")])).toEqual([["faults-strike", "unknown", 0]]);
    const struck = [fault("announced"), fault("struck"), fault("healed")];
    expect(verdicts(kill, {}, struck)).toEqual([["faults-strike", "ok", 0]]);
  });
});
