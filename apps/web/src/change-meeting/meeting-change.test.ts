import type { Meeting } from "@holdfast/api";
import { describe, expect, it } from "vitest";
import { namesOf } from "../directory/names.ts";
import { changeOf, differences, isEmptyChange } from "./meeting-change.ts";

const BERLIN = "Europe/Berlin";
const seen: Meeting = {
  ...{ id: "m1", status: "standing", title: "Planning", description: "", organizer: "ada" },
  ...{ room: "turing", zone: BERLIN, required: ["ada", "bob"], optional: [], sequence: 0 },
  ...{ start: "2026-11-23T09:00:00.000Z", end: "2026-11-23T10:00:00.000Z", position: 1 },
};

describe("a change", () => {
  it("has only what differs from what was seen, so that it undoes nobody else's", () => {
    const wanted = { title: "Planning", required: ["bob", "ada"], description: "Bring tea" };
    expect(changeOf(seen, wanted)).toEqual({ description: "Bring tea" });
    expect(isEmptyChange(changeOf(seen, { title: "Planning" }))).toBe(true);
    expect(changeOf(seen, { required: ["ada"] })).toEqual({ required: ["ada"] });
  });
});

describe("what has changed since", () => {
  const names = (after: Partial<Meeting>) =>
    differences(seen, { ...seen, ...after }, namesOf([], []), BERLIN).map(({ name }) => name);

  it("is told fact by fact, also what is there no more", () => {
    expect(names({})).toEqual([]);
    expect(names({ position: 2, sequence: 1 })).toEqual([]);
    expect(names({ title: "Plans", room: "zuse" }).sort()).toEqual(["Room", "Title"]);
    expect(names({ end: "2026-11-23T11:00:00.000Z" })).toEqual(["Time"]);
    expect(names({ optional: ["eve"] })).toEqual(["Optional"]);
    expect(names({ status: "cancelled" })).toEqual(["Status"]);
  });
});
