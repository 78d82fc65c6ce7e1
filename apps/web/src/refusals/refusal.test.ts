import type { Person, Room } from "@holdfast/api";
import { describe, expect, it } from "vitest";
import { NoAnswer, Problem } from "../api/http.ts";
import { namesOf } from "../directory/names.ts";
import { explainFailure, explainRefusal, inSentences } from "./refusal.ts";

const BERLIN = "Europe/Berlin";
const SPAN = { start: "2026-11-23T09:00:00.000Z", end: "2026-11-23T10:00:00.000Z" };

const bob = { id: "bob", name: "Bob Meyer" } as Person;
const ada = { id: "ada", name: "Ada Brandt" } as Person;
const names = namesOf([bob, ada], [{ id: "turing", name: "Alan Turing" } as Room]);
const explained = (slug: string, members: object = {}) =>
  explainRefusal(
    new Problem({ type: `urn:holdfast:problem:${slug}`, title: "No", status: 409, ...members }),
    names,
    BERLIN,
  );

describe("a refusal is explained", () => {
  it("by who holds the room, and when that hold lapses", () => {
    const freeAt = "2026-11-23T08:00:40.000Z";
    const { headline, obstacles, next } = explained("room-taken", {
      ...{ room: "turing", heldBy: "person/ada", freeAt, ...SPAN },
    });
    expect(headline).toContain("Alan Turing");
    expect(obstacles).toHaveLength(1);
    expect(obstacles[0]).toMatchObject({ until: freeAt, at: SPAN.start });
    expect(obstacles[0]?.text).toContain("Ada Brandt");
    expect(next).toBe("choose-again");
  });

  it("by what is booked, which does not lapse", () => {
    const [obstacle] = explained("room-taken", {
      room: "turing",
      heldBy: "0mwq",
      ...SPAN,
    }).obstacles;
    expect(obstacle?.until).toBeUndefined();
    expect(obstacle?.text).not.toContain("0mwq");
  });

  it("by everybody and every room in the way, in the reader's time", () => {
    const alternatives = [{ ...SPAN, room: "turing", reasons: [] }];
    const rooms = [{ room: "turing", reason: "room-held", heldBy: "person/ada", freeAt: "f" }];
    const people = [{ person: "bob", why: "booked", ...SPAN }];
    const told = explained("meeting-not-moved", {
      ...{ reason: "attendee-busy", people, rooms, alternatives },
    });
    const [, busy, held] = told.obstacles;
    expect(busy?.text).toContain("Bob Meyer");
    expect(busy?.text).toContain("10:00–11:00");
    expect(held?.text).toContain("Ada Brandt");
    expect(held?.until).toBe("f");
    expect(told.alternatives).toEqual(alternatives);
    expect(inSentences(told)).toContain("Bob Meyer");
  });

  it("field by field, when the whole request is wrong", () => {
    const errors = [{ field: "start", message: "has passed" }];
    const { obstacles, next } = explained("request-invalid", { errors });
    expect(obstacles.map(({ text }) => text)).toEqual(["start has passed."]);
    expect(next).toBe("change-it");
  });

  it.each([
    ["hold-lapsed", {}, "hold-again"],
    ["meeting-not-booked", { reason: "hold-lapsed" }, "hold-again"],
    ["meeting-not-booked", { reason: "deadline-passed" }, "try-again"],
    ["room-locked", { lockedBy: "room-agent/1" }, "try-again"],
    ["version-mismatch", {}, "try-again"],
    ["meeting-cancelled", {}, "nothing"],
    ["role-too-low", { needs: "member" }, "nothing"],
    ["something-new", {}, "try-again"],
  ])("%s %j with what to do next", (slug, members, next) => {
    expect(explained(slug, members).next).toBe(next);
  });

  it("in the gateway's own words when nobody thought of it here", () => {
    expect(inSentences(explained("brand-new", { detail: "Because." }))).toContain("Because.");
    expect(inSentences(explained("meeting-not-booked", { reason: "new", detail: "D" }))).toContain(
      "D",
    );
  });

  it("also when nobody answers: the same may be tried again", () => {
    expect(explainRefusal(new NoAnswer(), names, BERLIN).next).toBe("try-again");
  });

  it("as a saga's record has it", () => {
    const people = [{ person: "bob", why: "booked", ...SPAN }];
    expect(explainFailure({ reason: "attendee-busy", people }, names, BERLIN)).toContain(
      "Bob Meyer",
    );
  });
});
