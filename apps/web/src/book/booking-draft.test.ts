import { describe, expect, it } from "vitest";
import { bookingBody, EMPTY_DRAFT, faultsOf, titleFor } from "./booking-draft.ts";

const hold = {
  id: "h1",
  room: "turing",
  start: "2026-11-23T09:00:00.000Z",
  end: "2026-11-23T09:30:00.000Z",
  heldBy: "person/ada",
  fence: 1,
  freeAt: "2026-11-21T09:01:00.000Z",
  expiresInMs: 60_000,
};
const draft = { ...EMPTY_DRAFT, title: " Planning ", organizer: ["ada"] };

describe("a draft", () => {
  it("names each person once, however often they were chosen", () => {
    const people = { required: ["ada", "bob"], optional: ["bob", "ada", "eve"] };
    const body = bookingBody({ ...draft, ...people }, hold);
    expect(body).toMatchObject({ organizer: "ada", required: ["bob"], optional: ["eve"] });
    expect(body).toMatchObject({ title: "Planning", holdId: "h1" });
  });

  it("cannot be booked without a title, an organizer and enough seats", () => {
    expect(faultsOf(EMPTY_DRAFT).map(({ field }) => field)).toEqual(["title", "organizer"]);
    const crowd = { ...draft, required: ["bob", "eve"] };
    expect(faultsOf(crowd, 3)).toEqual([]);
    expect(faultsOf(crowd, 2).map(({ field }) => field)).toEqual(["required"]);
    const many = Array.from({ length: 20 }, (_, index) => `p${index}`);
    expect(faultsOf({ ...draft, required: many }).map(({ field }) => field)).toEqual(["required"]);
  });

  it("has a title to begin with, for any number of people", () => {
    const titles = [0, 1, 2, 3, 6].map((count) =>
      titleFor(["Ada Brandt", "Bob", "Eve", "Dan", "Fay", "Gus"].slice(0, count)),
    );
    expect(new Set(titles).size).toBe(5);
    expect(titles[4]).toContain("4 others");
  });
});
