import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { explainViolation, registerModel } from "./index.ts";

/** `from` and `to` in milliseconds. */
function told(name: string, value: unknown, from: number, to: number): Operation {
  return {
    ...{ kind: "operation", id: `${name} ${value} at ${from}`, process: "any", name, key: "r" },
    ...{ input: value, output: value, invokedMs: from, completedMs: to, outcome: "ok" },
  };
}

const explain = (...history: readonly Operation[]) => explainViolation(history, registerModel);

describe("what a violation needs", () => {
  it("is nothing when there is none", () => {
    expect(explain(told("write", 1, 0, 1), told("read", 1, 2, 3))).toBeUndefined();
  });

  it("is the old value, who saw the new one, and who saw the old one again", () => {
    const witness = explain(
      ...[told("write", 1, 0, 10), told("read", 1, 5, 20), told("write", 2, 16, 32)],
      ...[told("read", 2, 18, 30), told("read", 1, 34, 44), told("write", 3, 50, 60)],
    );
    expect(witness).toEqual(["write 1 at 0", "read 2 at 18", "read 1 at 34"]);
  });

  it("is one read alone of what nobody has ever written, and never of what somebody has", () => {
    const write = told("write", 1, 0, 1);
    expect(explain(write, told("read", 2, 2, 3))).toEqual(["read 2 at 2"]);
    const later = told("write", 2, 10, 11);
    expect(explain(write, told("read", 2, 2, 3), later)).toEqual(["read 2 at 2"]);
    const overwritten = [write, told("write", 2, 2, 3), told("read", 1, 4, 5)];
    expect(explain(...overwritten)).toHaveLength(3);
  });

  it("is found in the object that is violated, whatever the others did", () => {
    const another = { ...told("read", 7, 0, 1), key: "another" };
    const fine = [told("write", 1, 0, 1), told("read", 1, 2, 3)];
    expect(explain(...fine, another)).toEqual(["read 7 at 0"]);
  });
});
