import type { Saga } from "@holdfast/api";
import { describe, expect, it } from "vitest";
import { stepStates, stepsOf } from "../sagas/saga-words.ts";
import { lanesOf, marksOf, spread } from "./lane-marks.ts";

const at = (ms: number) => new Date(Date.parse("2026-11-23T09:00:00.000Z") + ms).toISOString();
const entry = (ms: number, by: string, did: string, step?: string) => ({
  ...{ at: at(ms), by, did },
  ...(step && { step }),
});

const saga: Saga = {
  ...{ id: "book-m1", definition: "book-meeting", version: 1, state: "compensated" },
  ...{ pastPivot: false, undone: ["hold-room"], startedBy: "person/ada", all: ["book-m1"] },
  startedAt: at(0),
  journal: [
    entry(0, "person/ada", "started"),
    entry(5, "room-agent/1", "performed", "hold-room"),
    entry(9, "calendar-agent/1", "refused", "hold-calendars"),
    entry(12, "calendar-agent/1", "compensated", "hold-calendars"),
    entry(2_000, "room-agent/2", "compensated", "hold-room"),
    entry(2_000, "room-agent/2", "ended"),
  ],
};

describe("a saga's lanes", () => {
  it("are one for each process, in the order in which they came", () => {
    const lanes = lanesOf(marksOf(saga, []));
    expect(lanes.map(({ by }) => by)).toEqual([
      ...["person/ada", "room-agent/1", "calendar-agent/1", "room-agent/2"],
    ]);
    expect(lanes.flatMap(({ marks }) => marks)).toHaveLength(saga.journal.length);
  });

  it("have an attempt that failed where it failed", () => {
    const failed = [{ at: at(7), by: "calendar-agent/1", step: "hold-calendars" }];
    const marks = marksOf(saga, failed);
    expect(marks.map(({ did }) => did)[2]).toBe("failed");
    expect(marks[2]?.sinceMs).toBe(7);
  });

  it("never have two marks in one place, nor one outside", () => {
    const times = [0, 0, 0, 1, 1, 60_000, 60_000];
    const places = spread(times);
    for (const [index, place] of places.entries()) {
      expect(place).toBeGreaterThan(places[index - 1] ?? 0);
      expect(place).toBeLessThan(100);
    }
    expect(spread([])).toEqual([]);
    expect(spread(Array.from({ length: 500 }, () => 3)).at(-1)).toBeLessThan(100);
  });

  it("follow the time where there is room for it", () => {
    const [first, second, third] = spread([0, 100, 1_000]) as [number, number, number];
    expect(third - second).toBeGreaterThan(3 * (second - first));
  });
});

describe("a saga's steps", () => {
  it("that were refused or taken back are told apart from those that never happened", () => {
    expect(stepStates(saga, "book-meeting")).toEqual(["undone", "refused", "waiting", "waiting"]);
  });

  it("begin with the first, before anything is known", () => {
    expect(stepStates(undefined, "cancel-meeting")).toEqual(["working", "waiting"]);
    expect(stepsOf("nobody-knows")).toEqual([]);
  });

  it("are at work where the saga is", () => {
    const running: Saga = {
      ...saga,
      ...{ state: "running", current: "hold-calendars", journal: saga.journal.slice(0, 2) },
    };
    expect(stepStates(running, "book-meeting").slice(0, 2)).toEqual(["done", "working"]);
  });

  it("wait for a person where an agent has given up", () => {
    const stuck: Saga = {
      ...saga,
      ...{ state: "running", current: "invite", attention: { step: "invite", error: "no" } },
      journal: [entry(1, "notification-agent/1", "gave-up", "invite")],
    };
    expect(stepStates(stuck, "book-meeting").at(-1)).toBe("stuck");
  });
});
