import { judge, type Operation, type StoreCommit } from "@holdfast/checker";
import type { Key } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { viewsShown } from "./views-shown.ts";

const HOUR_MS = 3_600_000;
const MONDAY = Date.UTC(2026, 10, 23);
const TEN = MONDAY + 10 * HOUR_MS;
const PLACED = { room: "turing", start: TEN, end: TEN + HOUR_MS, zone: "UTC" };
const BOOKED = { ...PLACED, required: ["ada"], optional: [], title: "Planning", organizer: "ada" };

function commit(revision: number, key: Key, value: unknown): StoreCommit {
  return { kind: "commit", revision, at: MONDAY, changes: [{ key, before: 0, value }] };
}

/** Two rooms; m1 is booked at 3 and in the diary at 4, and cancelled at 5. */
const COMMITS = [
  commit(1, ["document", "room", "turing"], { version: 1, value: {} }),
  commit(2, ["document", "room", "hopper"], { version: 1, value: {} }),
  commit(3, ["stream", "meeting", "m1", 1], { type: "booked", data: BOOKED, at: MONDAY }),
  commit(4, ["diary", "room/turing", "2026-11-23"], "36000000..39600000 booked m1;"),
  commit(5, ["stream", "meeting", "m1", 2], { type: "cancelled", data: {}, at: MONDAY }),
];

const TIMES = { start: new Date(TEN).toISOString(), end: new Date(TEN + HOUR_MS).toISOString() };
const M1 = { meeting: "m1", title: "Planning", organizer: "ada", ...TIMES };
const ON_DAY = { ...M1, status: "standing" };
const ON_AGENDA = { ...M1, room: "turing", role: "organizer" };
const DAY = { start: MONDAY, end: MONDAY + 24 * HOUR_MS };

function verdict(name: string, revision: number, input: object, output: object) {
  const read: Operation = {
    ...{ kind: "operation", id: "ada#1", process: "ada", name, key: "k", input, output, revision },
    ...{ invokedMs: 1, completedMs: 2, outcome: "ok" },
  };
  const views = viewsShown([read], COMMITS);
  expect(views).toMatchObject([{ operation: "ada#1", revision }]);
  return judge(views, { only: ["projections-converge"] }).verdict;
}

const day = (revision: number, ...meetings: object[]) =>
  verdict("read-day", revision, { room: "turing", ...DAY }, { meetings });
const agenda = (revision: number, ...meetings: object[]) =>
  verdict("read-agenda", revision, { person: "ada", ...DAY }, { meetings });
const free = (revision: number, at: number, ...rooms: string[]) =>
  verdict(
    "read-free-rooms",
    revision,
    { start: at, end: at + HOUR_MS },
    { rooms: rooms.map((id) => ({ id })) },
  );

describe("what a client was shown is compared with the commits up to its revision", () => {
  it("a room's day", () => {
    expect([day(2), day(3, ON_DAY), day(5, { ...ON_DAY, status: "cancelled" })]).toEqual(
      Array(3).fill("ok"),
    );
    expect([day(3), day(2, ON_DAY), day(5, ON_DAY)]).toEqual(Array(3).fill("violated"));
  });

  it("an agenda", () => {
    expect([agenda(2), agenda(4, ON_AGENDA), agenda(5)]).toEqual(Array(3).fill("ok"));
    expect([agenda(4), agenda(5, ON_AGENDA)]).toEqual(Array(2).fill("violated"));
  });

  it("the rooms that are free", () => {
    expect(free(4, TEN, "hopper")).toBe("ok");
    expect(free(4, TEN + HOUR_MS, "turing", "hopper")).toBe("ok");
    expect(free(4, TEN, "hopper", "turing")).toBe("violated");
    expect(free(3, TEN, "hopper")).toBe("violated");
  });
});

it("what was refused, or speaks of no revision, is not compared", () => {
  const read = { kind: "operation", id: "r", process: "ada", name: "read-day", key: "k" } as const;
  const told = { input: DAY, output: { meetings: [] }, invokedMs: 1, completedMs: 2 };
  expect(viewsShown([{ ...read, ...told, outcome: "refused", revision: 3 }], COMMITS)).toEqual([]);
  expect(viewsShown([{ ...read, ...told, outcome: "ok" }], COMMITS)).toEqual([]);
});
