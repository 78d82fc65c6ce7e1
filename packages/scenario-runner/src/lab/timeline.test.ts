import type { Fault, Operation } from "@holdfast/checker";
import { describe, expect, it } from "vitest";
import { timeline } from "./timeline.ts";

function operation(process: string, name: string, from: number, to?: number): Operation {
  return {
    ...{ kind: "operation", id: `${process}-${name}`, process, name, key: "room/a", input: {} },
    ...{ invokedMs: from, outcome: to === undefined ? "unknown" : "ok" },
    ...(to !== undefined && { completedMs: to }),
  };
}

function fault(phase: Fault["phase"], atMs: number): Fault {
  return { kind: "fault", id: "f", fault: "kill", target: "ada", phase, atMs };
}

const RACE = [
  operation("ada", "book", 0, 40),
  operation("ada", "read", 5, 6),
  operation("bob", "book", 10, 20),
  operation("bob", "look", 50, 60),
];
const WITNESS = [
  { kind: "operation", ref: "ada-book" },
  { kind: "operation", ref: "bob-book" },
] as const;

describe("the timeline of a conflict", () => {
  it("has a lane for each process, and what is inside an operation is within its bar", () => {
    const [head, ...rows] = timeline(RACE, WITNESS);
    expect(head).toMatch(/ms +ada +bob$/);
    expect(rows.map((row) => row.slice(9).trim().split(/ {2,}/)[0])).toEqual([
      "┌ book",
      "│ • read → ok",
      "│",
      "└ book → ok",
    ]);
  });

  it("numbers the witness in the order of its ends, and draws nothing that came later", () => {
    const rows = timeline(RACE, WITNESS);
    const numbered = rows.filter((row) => row.includes("◀"));
    expect(numbered.map((row) => /(ada|bob|book).*◀ (\d)/.exec(row)?.[2])).toEqual(["1", "2"]);
    expect(rows.join("\n")).not.toContain("look");
  });

  it("leaves open what was never answered, until its process was killed", () => {
    const history = [
      operation("ada", "book", 0),
      operation("ada", "read", 5, 6),
      fault("announced", 7),
      fault("struck", 10),
      operation("bob", "book", 20, 21),
    ];
    const [, ...rows] = timeline(history, [{ kind: "operation", ref: "bob-book" }]);
    expect(rows.map((row) => row.slice(9, 11))).toEqual(["┌ ", "│ ", "✗ ", "  "]);
  });

  it("draws the witness alone when all of it would be too much", () => {
    const many = Array.from({ length: 60 }, (_, at) => operation("ada", `n${at}`, at, at + 0.5));
    const rows = timeline([...many, operation("bob", "book", 99, 100)], [WITNESS[1]]);
    expect(rows).toHaveLength(2);
  });
});
