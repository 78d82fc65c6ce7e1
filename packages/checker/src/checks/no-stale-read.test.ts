import { describe, expect, it } from "vitest";
import type { History, Operation } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { noStaleRead } from "./no-stale-read.ts";

const HOUR_MS = 3_600_000;
const NINE = Date.UTC(2027, 0, 4, 9);
const SLOT = { room: "turing", start: NINE, end: NINE + HOUR_MS };
const DAY = { room: "turing", start: NINE - 9 * HOUR_MS, end: NINE + 15 * HOUR_MS };

let asked = 0;

/** Each is asked for when the one before was answered. */
function operation(name: string, by: string, more: Partial<Operation> = {}): Operation {
  asked += 1;
  return {
    ...{ kind: "operation", id: `${by}#${asked}`, process: by, name, key: "room/turing" },
    ...{ input: SLOT, invokedMs: asked * 10, completedMs: asked * 10 + 5, outcome: "ok" },
    ...more,
  };
}

const book = (by: string, meeting = "m1") => operation("book", by, { output: { meeting } });

function read(by: string, ...meetings: string[]): Operation {
  const at = { start: new Date(SLOT.start).toISOString(), end: new Date(SLOT.end).toISOString() };
  const intervals = meetings.map((meeting) => ({ status: "booked", meeting, ...at }));
  return operation("read-diary", by, { input: DAY, output: { intervals } });
}

function notShown(witness: readonly Operation[], ...others: Operation[]): void {
  const refs = witness.map(({ id }) => `operation ${id}`);
  const breach = { kind: "not-shown", witness: refs };
  expectViolation(noStaleRead, [...witness, ...others], breach);
}

const verdict = (...history: History) => verdictOf(noStaleRead, history);

describe("nobody is shown less of a diary than they know", () => {
  it("who does not find what they have booked was shown an old one", () => {
    notShown([book("ada"), read("ada")]);
  });

  it("who does not find what they have found before was shown an old one", () => {
    notShown([read("grace", "m1"), read("grace")], book("ada"));
  });

  it("who finds it, or was never told of it, has nothing to complain of", () => {
    expect(verdict(book("ada"), read("ada", "m0", "m1"), read("grace"))).toBe("ok");
    const refused = { ...book("ada"), outcome: "refused" } as const;
    expect(verdict(refused, read("ada"))).toBe("ok");
  });

  it("a booking that was answered after the diary was asked for may be missing in it", () => {
    const early = read("ada");
    const late = { ...book("ada"), invokedMs: early.invokedMs - 1 };
    expect(verdict(late, early)).toBe("ok");
  });

  it.each(["cancel", "move"])("what somebody has begun to %s may be gone", (name) => {
    const booked = book("ada");
    const input = { ...SLOT, meeting: "m1" };
    const begun = operation(name, "grace", { input, outcome: "unknown" });
    expect(verdict(booked, begun, read("ada"))).toBe("ok");
    const other = operation(name, "grace", { input: { ...SLOT, meeting: "m2" } });
    expect(verdict(booked, other, read("ada"))).toBe("violated");
  });

  it("so may what was in a room that somebody has begun to close", () => {
    expect(verdict(book("ada"), operation("close-room", "facility"), read("ada"))).toBe("ok");
  });

  it("another room, and another time, have diaries of their own", () => {
    const elsewhere = { ...read("ada"), key: "room/hopper" };
    expect(verdict(book("ada"), elsewhere)).toBe("ok");
    const nextDay = { ...DAY, start: DAY.end, end: DAY.end + 24 * HOUR_MS };
    expect(verdict(book("ada"), { ...read("ada"), input: nextDay })).toBe("ok");
  });
});

describe("nobody is answered from before what was known", () => {
  const edit = (revision: number) => operation("edit-room", "ada", { revision });
  const reads = (name: string, revision: number, more: Partial<Operation> = {}) =>
    operation(name, "grace", { output: {}, ...more, revision });

  it.each(["read-room", "read-meeting", "read-diary"])("%s is of the present", (name) => {
    expect(verdict(edit(5), reads(name, 5))).toBe("ok");
    const told = edit(6);
    const read = reads(name, 5);
    const witness = [told, read].map(({ id }) => `operation ${id}`);
    const breach = { kind: "before-what-was-told", witness };
    expectViolation(noStaleRead, [edit(3), told, read], breach);
  });

  it("what was answered later, or to nobody, need not be known", () => {
    const read = reads("read-room", 4);
    expect(verdict(read, edit(5))).toBe("ok");
    const { completedMs: _never, ...unanswered } = edit(5);
    expect(verdict(unanswered, reads("read-room", 4))).toBe("ok");
  });

  it("a view may lie behind, but not behind what its reader has asked for", () => {
    const asking = (atLeast: number) => ({ input: { ...DAY, atLeast } });
    expect(verdict(edit(5), reads("read-day", 3))).toBe("nothing to look at");
    expect(verdict(edit(5), reads("read-day", 5, asking(5)))).toBe("ok");
    const read = reads("read-agenda", 4, asking(5));
    const breach = { kind: "behind-its-wish", witness: [`operation ${read.id}`] };
    expectViolation(noStaleRead, [edit(5), read], breach);
  });
});
