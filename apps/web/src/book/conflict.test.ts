import { describe, expect, it } from "vitest";
import { NoAnswer, Problem } from "../api/http.ts";
import type { Person, Room } from "../api/shapes.ts";
import { explainConflict } from "./conflict.ts";
import { namesOf, withNames } from "./names.ts";
import { matchingPeople } from "./people-matches.ts";

const BERLIN = "Europe/Berlin";
const SPAN = { start: "2026-11-23T09:00:00.000Z", end: "2026-11-23T10:00:00.000Z" };

const person = (id: string, name: string): Person => ({
  ...{ id, name, version: 1, email: `${id}@holdfast.example`, zone: BERLIN, workingHours: {} },
});
const people = [person("bob", "Bob Meyer"), person("ada", "Ada Brandt"), person("s", "Søren Bo")];
const room = { id: "turing", name: "Alan Turing" } as Room;
const names = namesOf(people, [room]);
const explained = (slug: string, members: object) =>
  explainConflict(
    new Problem({ type: `urn:holdfast:problem:${slug}`, title: "No", status: 409, ...members }),
    names,
    BERLIN,
  );

describe("a conflict is explained", () => {
  it("by who holds the room, and when that hold lapses", () => {
    const freeAt = "2026-11-23T08:00:40.000Z";
    const { obstacles, next } = explained("room-taken", {
      ...{ room: "turing", heldBy: "person/ada", freeAt, ...SPAN },
    });
    expect(obstacles).toHaveLength(1);
    expect(obstacles[0]?.until).toBe(freeAt);
    expect(obstacles[0]?.text).toContain("Ada Brandt");
    expect(next).toBe("choose-again");
  });

  it("by what is booked, which does not lapse", () => {
    const told = explained("room-taken", { room: "turing", heldBy: "0mwq", ...SPAN });
    expect(told.obstacles[0]?.until).toBeUndefined();
    expect(told.obstacles[0]?.text).not.toContain("0mwq");
  });

  it("by who is busy, in the reader's time", () => {
    const alternatives = [{ ...SPAN, room: "turing", reasons: [] }];
    const told = explained("meeting-not-booked", {
      ...{ reason: "attendee-busy", people: [{ person: "bob", why: "booked", ...SPAN }] },
      alternatives,
    });
    expect(told.obstacles[0]?.text).toContain("Bob Meyer");
    expect(told.obstacles[0]?.text).toContain("10:00–11:00");
    expect(told.alternatives).toEqual(alternatives);
  });

  it.each([
    ["hold-lapsed", {}, "hold-again"],
    ["meeting-not-booked", { reason: "hold-lapsed" }, "hold-again"],
    ["meeting-not-booked", { reason: "deadline-passed" }, "try-again"],
    ["request-invalid", { errors: [{ field: "title", message: "is empty" }] }, "change-it"],
    ["meeting-cancelled", {}, "nothing"],
    ["something-new", {}, "try-again"],
  ])("%s with what to do next", (slug, members, next) => {
    expect(explained(slug, members).next).toBe(next);
  });

  it("also when nobody answers: the same may be tried again", () => {
    expect(explainConflict(new NoAnswer(), names, BERLIN).next).toBe("try-again");
  });

  it("with people's names where a reason has their ids", () => {
    expect(withNames(names, "without ada, bob")).toBe("without Ada Brandt, Bob Meyer");
    expect(withNames(names, "ada is free")).toBe("ada is free");
  });
});

describe("a person is found", () => {
  const found = (typed: string, chosen: string[] = []) =>
    matchingPeople(people, typed, chosen).map(({ id }) => id);

  it("by the beginning of a name first, then by any word of it", () => {
    expect(found("b")).toEqual(["bob", "ada", "s"]);
    expect(found("brandt")).toEqual(["ada"]);
  });

  it("without accents, and not twice", () => {
    expect(found("soren")).toEqual(["s"]);
    expect(found("", ["s"])).toEqual(["ada", "bob"]);
    expect(found("nobody")).toEqual([]);
  });
});
