import type { Room } from "@holdfast/api";
import { describe, expect, test } from "vitest";
import { groupByZone, isSought, readView, stepDate, titleOf } from "./view.ts";

const view = (query: string) => readView(new URLSearchParams(query), "2026-11-21");
const room = (id: string, zone: string): Room => ({
  ...{ id, zone, version: 1, name: "Alan Turing", capacity: 8 },
  ...{ equipment: ["video", "projector"], openingHours: {} },
});

describe("the address", () => {
  test("that says nothing shows today in the viewer's zone", () => {
    expect(view("")).toEqual({
      date: "2026-11-21",
      over: "day",
      clock: "viewer",
      filter: { name: "", seats: 0, equipment: [] },
    });
  });

  test("with nonsense in it shows what it would without", () => {
    expect(view("day=2026-02-30&over=year&zone=mars&seats=-3&with=,")).toEqual(view(""));
  });

  test("says which day, and steps over the end of a month and of a year", () => {
    expect(stepDate(view("day=2026-12-31"), 1)).toBe("2027-01-01");
    expect(stepDate(view("day=2026-03-01&over=week"), -1)).toBe("2026-02-22");
  });

  test("has a title for a week over two months", () => {
    expect(titleOf(view("day=2026-12-01&over=week"))).toContain("30 Nov");
  });
});

describe("rooms", () => {
  test("are found by parts of their names, seats and everything that they must have", () => {
    const turing = room("alan-turing", "Europe/Berlin");
    const found = (query: string) => isSought(turing, view(query).filter);
    expect(found("name=tur%20al")).toBe(true);
    expect(found("name=zuse")).toBe(false);
    expect(found("seats=8")).toBe(true);
    expect(found("seats=9")).toBe(false);
    expect(found("with=video,projector")).toBe(true);
    expect(found("with=video,whiteboard")).toBe(false);
  });

  test("stand together by zone only when each is shown by its own clock", () => {
    const rooms = [room("a", "Asia/Tokyo"), room("b", "Europe/Berlin"), room("c", "Asia/Tokyo")];
    expect(groupByZone(rooms, "viewer", "Europe/Paris")).toEqual([{ zone: "Europe/Paris", rooms }]);
    expect(groupByZone([], "viewer", "Europe/Paris")).toEqual([]);
    const groups = groupByZone(rooms, "room", "Europe/Paris");
    expect(groups.map(({ zone, rooms: its }) => [zone, its.map(({ id }) => id)])).toEqual([
      ["Asia/Tokyo", ["a", "c"]],
      ["Europe/Berlin", ["b"]],
    ]);
  });
});
