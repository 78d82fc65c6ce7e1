/** Each fold by itself, on commits as the store has them. That they fit the views, real runs show. */

import type { StoreChange, StoreCommit } from "@holdfast/checker";
import type { Key } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { foldAgenda } from "./agenda.ts";
import { foldFreeRooms } from "./free-rooms.ts";
import { foldRoomDays } from "./room-days.ts";
import { foldStatistics } from "./statistics.ts";

const MONDAY = Date.UTC(2026, 10, 23);
const HOUR_MS = 3_600_000;

function commits(...of: readonly (readonly StoreChange[])[]): StoreCommit[] {
  return of.map((changes, index) => {
    const cause = changes.some(({ lapsedAt }) => lapsedAt !== undefined) ? "lease-lapsed" : "x";
    return { kind: "commit", revision: index + 1, at: MONDAY, cause, changes };
  });
}

function put(key: Key, value: unknown): StoreChange {
  return { key, before: 0, value };
}

function deleted(key: Key, lapsedAt?: number): StoreChange {
  return { key, before: 1, ...(lapsedAt !== undefined && { lapsedAt }) };
}

let position = 0;
function event(type: string, data: object = {}, meeting = "m1"): StoreChange[] {
  position += 1;
  return [put(["stream", "meeting", meeting, position], { type, data, at: MONDAY })];
}

const ARRANGED = {
  ...{ room: "turing", start: MONDAY + 9 * HOUR_MS, end: MONDAY + 10 * HOUR_MS, zone: "UTC" },
  ...{ required: ["ada", "bob"], optional: ["bob", "cleo"] },
};
const BOOKED = { ...ARRANGED, title: "Planning", description: "", organizer: "ada" };
const ACROSS_MIDNIGHT = { start: MONDAY + 23 * HOUR_MS, end: MONDAY + 26 * HOUR_MS };

describe("the fold of a room's days", () => {
  it("has a meeting where it is last, on every day that it touches, with its last title", () => {
    const folded = foldRoomDays(
      commits(
        event("booked", BOOKED),
        event("edited", { description: "Bring paper" }),
        event("moved", { ...ARRANGED, ...ACROSS_MIDNIGHT, room: "hopper" }),
        event("edited", { title: "Plans" }),
        event("cancelled", { reason: "Rain" }),
      ),
    );
    const shown = { meeting: "m1", title: "Plans", organizer: "ada", status: "cancelled" };
    const { start } = ACROSS_MIDNIGHT;
    expect(folded).toEqual({
      [`day/hopper/2026-11-23/${start}/m1`]: { ...shown, ...ACROSS_MIDNIGHT },
      [`day/hopper/2026-11-24/${start}/m1`]: { ...shown, ...ACROSS_MIDNIGHT },
    });
  });

  it("has nothing of a meeting that ends at midnight on the day after", () => {
    const until = { ...BOOKED, start: MONDAY + 23 * HOUR_MS, end: MONDAY + 24 * HOUR_MS };
    expect(Object.keys(foldRoomDays(commits(event("booked", until))))).toEqual([
      `day/turing/2026-11-23/${until.start}/m1`,
    ]);
  });
});

describe("the fold of agendas", () => {
  it("has everybody invited once: as organizer, as required, or else as optional", () => {
    const folded = foldAgenda(commits(event("booked", BOOKED)));
    const roles = Object.entries(folded).map(([place, shown]) => [
      place.split("/")[1],
      (shown as { role: string }).role,
    ]);
    expect(roles).toEqual([
      ["ada", "organizer"],
      ["bob", "required"],
      ["cleo", "optional"],
    ]);
  });

  it("has nothing of a meeting that was cancelled", () => {
    expect(foldAgenda(commits(event("booked", BOOKED), event("cancelled")))).toEqual({});
  });
});

describe("the fold of free rooms", () => {
  it("has rooms, taken times and holds as they stand in the end, and nothing of people", () => {
    const [start, end] = [MONDAY, MONDAY + HOUR_MS];
    const hold = { resource: "room/turing", start, end };
    const folded = foldFreeRooms(
      commits(
        [put(["document", "room", "turing"], { version: 1, value: { capacity: 4 } })],
        [put(["document", "room", "hopper"], { version: 1, value: { capacity: 8 } })],
        [put(["document", "room", "hopper"], { version: 2 })],
        [put(["hold", "h1"], hold), put(["hold", "h2"], hold), deleted(["hold", "h2"])],
        [put(["hold", "h3"], { ...hold, resource: "person/ada" })],
        [put(["diary", "room/turing", "2026-11-23"], "0..3600000 held h1;")],
        [put(["diary", "person/ada", "2026-11-23"], "0..3600000 booked m1;")],
        [put(["diary", "room/turing", "2026-11-24"], "")],
      ),
    );
    expect(folded).toEqual({
      "room/turing": { capacity: 4 },
      "taken/2026-11-23/turing": [{ start, end, hold: "h1" }],
      "hold/h1": { room: "turing", start, end },
    });
  });
});

describe("the fold of statistics", () => {
  const begins = [put(["projection", "statistics"], { building: { revision: 1 } })];

  it("counts use where meetings are in the end, by day, and every event that led there", () => {
    const folded = foldStatistics(
      commits(
        begins,
        event("booked", BOOKED),
        event("moved", { ...ARRANGED, ...ACROSS_MIDNIGHT }),
        event("booked", BOOKED, "m2"),
        event("cancelled", {}, "m2"),
      ),
    );
    expect(folded).toEqual({
      "booked/2026-11-23/turing": HOUR_MS,
      "booked/2026-11-24/turing": 2 * HOUR_MS,
      "meetings/2026-11-23/booked": 2,
      "meetings/2026-11-23/cancelled": 1,
      "meetings/2026-11-23/moved": 1,
    });
  });

  it("counts a saga once, when it has ended, by what it ended with", () => {
    const saga = { definition: "book-meeting", endedAt: MONDAY };
    const failed = { ...saga, state: "compensated", failure: { reason: "room-held" } };
    const folded = foldStatistics(
      commits(
        [put(["saga", "s1"], { ...saga, state: "running", endedAt: undefined })],
        [put(["saga", "s1"], { ...saga, state: "completed" })],
        [put(["saga", "s2"], failed)],
      ),
    );
    expect(folded).toEqual({
      "sagas/2026-11-23/book-meeting/completed": 1,
      "sagas/2026-11-23/book-meeting/room-held": 1,
    });
  });

  it("counts what became of holds since the view was begun, and not who they belong to", () => {
    const [before, lapses, ends] = [
      ["hold", "h0"],
      ["hold", "h1"],
      ["hold", "h2"],
    ];
    const folded = foldStatistics(
      commits(
        [put(before!, { fence: 1 })],
        begins,
        [put(lapses!, { fence: 1 }), put(ends!, { fence: 1 })],
        [put(ends!, { fence: 2 })],
        [deleted(ends!), deleted(before!)],
        [deleted(lapses!, MONDAY)],
      ).map((commit) => ({ ...commit, revision: commit.revision - 1 })),
    );
    expect(folded).toEqual({ "holds/2026-11-23": { placed: 2, lapsed: 1, ended: 2 } });
  });

  it("counts no hold before the view was begun", () => {
    const placed = [put(["hold", "h1"], { fence: 1 })];
    expect(foldStatistics(commits(placed))).toEqual({});
  });
});
