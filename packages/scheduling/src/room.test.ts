import { describe, expect, it } from "vitest";
import { personResource } from "./person.ts";
import { fits, fittingRooms, type Room, room, roomNeeds, roomOf, roomResource } from "./room.ts";

const turing: Room = {
  ...{ name: "Alan Turing", capacity: 8, equipment: ["video", "projector"] },
  ...{ zone: "Europe/Berlin", openingHours: { mon: [["08:00", "18:00"]] } },
};

describe("a room's description", () => {
  it("is taken as it is", () => {
    expect(room.parse(turing)).toEqual(turing);
  });

  it.each([
    ["no seats", { capacity: 0 }],
    ["half a seat", { capacity: 1.5 }],
    ["a zone that is none", { zone: "Mars/Olympus" }],
    ["equipment that is no identifier", { equipment: ["Big Screen"] }],
    ["a name of two lines", { name: "Alan\nTuring" }],
    ["a name of blanks", { name: "   " }],
    ["hours that end before they begin", { openingHours: { mon: [["18:00", "08:00"]] } }],
    ["a property that nobody knows", { colour: "red" }],
  ])("is refused with %s", (_what, wrong) => {
    expect(room.safeParse({ ...turing, ...wrong }).success).toBe(false);
  });

  it("needs no equipment", () => {
    const { equipment: _none, ...bare } = turing;
    expect(room.parse(bare).equipment).toEqual([]);
  });
});

describe("what a meeting asks of a room", () => {
  it("is one seat unless it says otherwise", () => {
    expect(roomNeeds.parse({})).toEqual({ capacity: 1, equipment: [] });
  });

  it("is met by as many seats as people, and not by one less", () => {
    expect(fits(turing, { capacity: 8, equipment: [] })).toBe(true);
    expect(fits(turing, { capacity: 9, equipment: [] })).toBe(false);
  });

  it("is met by all of the equipment, not by some of it", () => {
    expect(fits(turing, { capacity: 1, equipment: ["projector", "video"] })).toBe(true);
    expect(fits(turing, { capacity: 1, equipment: ["projector", "kiln"] })).toBe(false);
  });
});

it("of the rooms that fit the smallest comes first, and equals in the order of their ids", () => {
  const of = (id: string, capacity: number) => ({ id, value: { ...turing, capacity } });
  const rooms = [of("hall", 100), of("b", 8), of("a", 8), of("nook", 2)];
  const found = fittingRooms(rooms, { capacity: 3, equipment: [] });
  expect(found.map(({ id }) => id)).toEqual(["a", "b", "hall"]);
  expect(rooms[0]!.id).toBe("hall"); // What was given is left in its order.
});

it("rooms and people of one name have diaries of their own", () => {
  expect(roomResource("ada")).toBe("room/ada");
  expect(roomOf("room/ada")).toBe("ada");
  expect(roomOf(personResource("ada"))).toBeUndefined();
});
