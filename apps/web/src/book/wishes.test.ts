import { describe, expect, it } from "vitest";
import { sagaOfBooking } from "./saga-of-booking.ts";
import {
  asksForNothing,
  firstMoment,
  readWishes,
  suggestionQuery,
  wishesToQuery,
} from "./wishes.ts";

const BERLIN = "Europe/Berlin";
const read = (text: string) => readWishes(new URLSearchParams(text), BERLIN);

describe("wishes in the address", () => {
  it("are read again as they were written", () => {
    const wishes = {
      ...{ required: ["ada", "bob"], optional: ["eve"], minutes: 45, from: "2026-11-23T09:00" },
      ...{ zone: "Asia/Tokyo", capacity: 6, equipment: ["video"] },
    };
    const query = wishesToQuery(wishes, BERLIN) as Record<string, string>;
    expect(read(String(new URLSearchParams(query)))).toEqual(wishes);
  });

  it("say nothing of what is so anyway", () => {
    const query = wishesToQuery(read(""), BERLIN);
    expect(Object.values(query).every((value) => value === undefined)).toBe(true);
  });

  it("survive whatever somebody writes there", () => {
    const odd = read("minutes=-3&capacity=many&zone=Nowhere/At&from=soon&required=,,ada,ada");
    expect(odd).toEqual({ ...read(""), required: ["ada"] });
    expect(read("required=ada&optional=ada,eve").optional).toEqual(["eve"]);
  });

  it("ask for nothing that nobody wishes", () => {
    const query = suggestionQuery(read(""), 5);
    expect(Object.keys(query)).not.toContain("people");
    expect(Object.keys(query)).not.toContain("equipment");
  });

  it("are none until somebody is named, or something is asked of the room", () => {
    expect(asksForNothing(read("minutes=60&zone=Asia/Tokyo&from=2026-11-23T09:00"))).toBe(true);
    const asking = ["required=ada", "optional=ada", "capacity=6", "equipment=video"];
    for (const text of asking) expect([text, asksForNothing(read(text))]).toEqual([text, false]);
  });

  it("begin now at the earliest", () => {
    const now = Date.parse("2026-11-23T10:00:00Z");
    expect(firstMoment(read("from=2026-11-23T09:00"), now)).toBe(now);
    expect(firstMoment(read("from=2026-11-23T12:00"), now)).toBe(now + 3_600_000);
  });
});

describe("the saga of a booking", () => {
  const ours = { holdId: "h1", heldBy: "person/ada" };
  const commit = (actor: string, ...keys: string[][]) => ({
    ...{ revision: 1, at: "", actor, cause: "booking-started" },
    changes: keys.map((key) => ({ key, kind: "put" as const })),
  });

  it("is the one that we have started, until one takes over our hold", () => {
    const other = commit("person/bob", ["saga", "book-m0"]);
    const started = commit("person/ada", ["saga", "book-m1"]);
    const adopts = commit("room-agent/1", ["hold", "h1"], ["saga", "book-m2"]);
    expect(sagaOfBooking(other, ours, undefined)).toBeUndefined();
    expect(sagaOfBooking(started, ours, undefined)).toBe("m1");
    expect(sagaOfBooking(adopts, ours, "m1")).toBe("m2");
    expect(sagaOfBooking(started, ours, "m2")).toBe("m2");
  });
});
