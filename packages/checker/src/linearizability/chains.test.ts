/** What is decided without a search, and what must not be. */

import { describe, expect, it } from "vitest";
import type { Operation, Outcome } from "../history.ts";
import { decideByChains } from "./chains.ts";
import { keyValueChains } from "./key-value-chains.ts";
import { registerChains } from "./register-chains.ts";

interface Told {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly outcome?: Outcome;
}

function operation(name: string, from: number, to: number, told: Told = {}): Operation {
  return {
    ...{ kind: "operation", id: `${name}@${from}`, process: "ada", name, key: "x", input: null },
    ...{ invokedMs: from, outcome: "ok", ...told },
    ...(told.outcome !== "unknown" && { completedMs: to }),
  };
}

const write = (input: number | null, from: number, to: number, outcome: Outcome = "ok") =>
  operation("write", from, to, { input, outcome });
const read = (output: number | null, from: number, to: number) =>
  operation("read", from, to, { output });
const cas = (a: number | null, b: number, from: number, to: number, outcome: Outcome = "ok") =>
  operation("cas", from, to, { input: [a, b], outcome });

const register = (...operations: Operation[]) => decideByChains(registerChains(operations));

describe("a register", () => {
  it.each([
    [
      "of which two values are needed at once",
      [write(1, 0, 1), write(2, 0, 1), read(1, 5, 6), read(2, 3, 4), read(2, 7, 8)],
    ],
    [
      "of which something was written and gone while another was needed",
      [write(1, 0, 1), write(2, 2, 3), read(1, 4, 5)],
    ],
    ["that shows what was not written yet", [read(1, 0, 1), write(1, 2, 3)]],
    ["that shows what nobody has written", [read(1, 0, 1)]],
    ["that is as it was in the beginning after a write", [write(1, 0, 1), read(null, 2, 3)]],
    ["of which two took the place of one value", [cas(null, 1, 0, 9), cas(null, 2, 0, 9)]],
    ["whose values were each made from the other", [cas(1, 2, 0, 9), cas(2, 1, 0, 9)]],
    [
      "of which a value was replaced before it was last seen",
      [write(1, 0, 1), cas(1, 2, 2, 3), read(1, 4, 5)],
    ],
    ["whose value was replaced before it was there", [cas(1, 2, 0, 1), write(1, 2, 3)]],
  ])("%s is violated", (_, operations) => {
    expect(register(...operations)).toBe("violated");
  });

  it.each([
    ["whose times touch", [write(1, 0, 1), write(2, 1, 2), read(1, 1, 2)]],
    [
      "of which a chain was there at one instant",
      [write(1, 0, 9), cas(1, 2, 0, 9), write(3, 0, 4), read(3, 6, 9)],
    ],
    ["of which a write that nobody answered was seen", [write(1, 0, 0, "unknown"), read(1, 5, 6)]],
    [
      "of which one that was not seen may never have happened",
      [write(1, 0, 0, "unknown"), read(null, 5, 6)],
    ],
    [
      "of which a refusal had its place before the value came",
      [write(1, 0, 5), cas(1, 2, 0, 1, "refused"), read(1, 6, 7)],
    ],
  ])("%s is ok", (_, operations) => {
    expect(register(...operations)).toBe("ok");
  });

  it.each([
    ["a value that was seen has two writers", [write(1, 0, 1), write(1, 2, 3), read(1, 4, 5)]],
    ["somebody wrote what is there in the beginning", [write(null, 0, 1), read(null, 2, 3)]],
    [
      "a refusal has no place in the order that was tried",
      [write(1, 0, 1), cas(1, 2, 2, 3, "refused")],
    ],
    ["a refusal is about the beginning", [cas(null, 1, 0, 1, "refused")]],
    [
      "two wrote what a refusal is about",
      [write(1, 0, 1), write(1, 0, 5), cas(1, 2, 4, 6, "refused")],
    ],
  ])("is left to the search when %s", (_, operations) => {
    expect(register(...operations)).toBeUndefined();
  });
});

const put = (input: string, from: number, to: number) => operation("put", from, to, { input });
const append = (input: string, from: number, to: number, outcome: Outcome = "ok") =>
  operation("append", from, to, { input, outcome });
const get = (output: string, from: number, to: number) => operation("get", from, to, { output });

const keyValue = (...operations: Operation[]) => decideByChains(keyValueChains(operations));

describe("a key", () => {
  it.each([
    [
      "with two orders of what was appended",
      [append("a", 0, 9), append("b", 0, 9), get("ab", 0, 9), get("ba", 0, 9)],
    ],
    ["that lost what was appended", [append("a", 0, 1), get("", 2, 3)]],
    ["that has something twice", [append("a", 0, 1), get("aa", 2, 3)]],
    ["that was put in the middle", [append("a", 0, 9), put("b", 0, 9), get("ab", 0, 9)]],
    ["with what nobody has written", [append("a", 0, 1), get("ac", 2, 3)]],
    [
      "of which the longer was seen before the shorter",
      [append("a", 0, 9), append("b", 0, 9), get("ab", 1, 2), get("a", 3, 4)],
    ],
    ["appended to by what came too late", [get("a", 0, 1), append("a", 2, 3)]],
  ])("%s is violated", (_, operations) => {
    expect(keyValue(...operations)).toBe("violated");
  });

  it.each([
    [
      "that grew in the order that was seen",
      [append("b", 0, 9), append("a", 0, 9), get("ab", 0, 9), get("a", 0, 9)],
    ],
    [
      "with what nobody has looked at",
      [append("a", 0, 1), put("b", 2, 3), append("c", 2, 9), get("b", 4, 5)],
    ],
    [
      "to which an append without an answer was added",
      [append("a", 0, 0, "unknown"), get("a", 4, 5)],
    ],
  ])("%s is ok", (_, operations) => {
    expect(keyValue(...operations)).toBe("ok");
  });

  it.each([
    ["one text begins with another", [append("a", 0, 1), append("ab", 2, 3)]],
    ["two are the same", [append("a", 0, 1), put("a", 2, 3)]],
    ["one is empty", [append("", 0, 1)]],
  ])("is left to the search when %s", (_, operations) => {
    expect(keyValue(...operations)).toBeUndefined();
  });
});
