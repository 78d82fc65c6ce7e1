import { describe, expect, it } from "vitest";
import type { History, Operation } from "../history.ts";
import { checkRooms } from "./index.ts";

const HOUR_MS = 3_600_000;
const at = (hour: number) => Date.UTC(2026, 10, 23) + hour * HOUR_MS;

interface Told extends Partial<Omit<Operation, "name" | "input">> {
  readonly room?: string;
  readonly from?: number;
  readonly to?: number;
  readonly hold?: string;
  readonly meeting?: string;
  readonly forMs?: number;
}

type Step = readonly [name: string, told: Told];

/** Each begins when the one before it has ended, unless it says otherwise. */
function history(...told: Step[]): History {
  return told.map(([name, each], index): Operation => {
    const { room = "turing", from = 9, to = 10, hold, meeting, forMs, ...rest } = each;
    const input = { room, start: at(from), end: at(to), hold, meeting, forMs };
    const times = { invokedMs: 10 * index, completedMs: 10 * index + 5 };
    const given = JSON.parse(JSON.stringify(input));
    return {
      ...{ kind: "operation", id: String(index), process: `client-${index}`, name, input: given },
      ...{ key: `room/${room}`, outcome: "ok", ...times, ...rest },
    };
  });
}

const verdictOf = (...told: Step[]) => checkRooms(history(...told)).verdict;
const witnessOf = (...told: Step[]) => checkRooms(history(...told)).witness?.map(({ ref }) => ref);

describe("rooms, judged by what clients saw", () => {
  it("two bookings that overlap by a part are a violation, whatever else happened between", () => {
    const told = [
      ["book", { from: 8, to: 9 }],
      ["book", { from: 9, to: 11 }],
      ["book", { from: 12, to: 13 }],
      ["book", { from: 10, to: 12 }],
      ["book", { from: 14, to: 15 }],
    ] as const;
    expect(verdictOf(...told)).toBe("violated");
    expect(witnessOf(...told)).toEqual(["1", "3"]);
  });

  it("bookings that touch, or are of different rooms, are none", () => {
    expect(
      verdictOf(["book", {}], ["book", { from: 10, to: 11 }], ["book", { room: "hopper" }]),
    ).toBe("ok");
  });

  it("a booking that was cancelled does not stand in the way, and is not blamed", () => {
    const told = [
      ["book", { output: { meeting: "m1" } }],
      ["cancel", { meeting: "m1" }],
      ["book", { output: { meeting: "m2" } }],
    ] as const;
    expect(verdictOf(...told)).toBe("ok");
    expect(witnessOf(...told, ["book", { output: { meeting: "m3" } }])).toEqual(["2", "3"]);
  });

  it("a cancellation of which nobody knows may have come in time, one that was refused has not", () => {
    const told = (outcome: Operation["outcome"]) =>
      [
        ["book", { output: { meeting: "m1" } }],
        ["cancel", { meeting: "m1", outcome }],
        ["book", { output: { meeting: "m2" } }],
      ] as const;
    expect(verdictOf(...told("unknown"))).toBe("ok");
    expect(verdictOf(...told("refused"))).toBe("violated");
  });

  it("a booking of which nobody knows stands in nobody's way until somebody sees it", () => {
    expect(verdictOf(["book", { outcome: "unknown" }], ["book", {}])).toBe("ok");
  });

  it("a meeting that moves ignores its own booking, and no other", () => {
    const booked = ["book", { output: { meeting: "m1" } }] as const;
    const moved = ["move", { from: 9.5, to: 10.5, meeting: "m1" }] as const;
    expect(verdictOf(booked, moved)).toBe("ok");
    const other = ["book", { from: 10, to: 11, output: { meeting: "m2" } }] as const;
    expect(witnessOf(booked, other, moved)).toEqual(["1", "2"]);
  });

  it("a meeting that moves to another room leaves its own free", () => {
    const booked = ["book", { output: { meeting: "m1" } }] as const;
    const moved = ["move", { room: "hopper", meeting: "m1" }] as const;
    expect(verdictOf(booked, moved, ["book", {}])).toBe("ok");
    expect(verdictOf(booked, moved, ["book", { room: "hopper" }])).toBe("violated");
  });

  it("nobody books under a hold until it may have lapsed, at the very moment included", () => {
    const placed = ["place-hold", { forMs: 100, output: { hold: "h1" } }] as const;
    const booked = (completedMs: number) => ["book", { invokedMs: 20, completedMs }] as const;
    expect(verdictOf(placed, booked(99))).toBe("violated");
    expect(verdictOf(placed, booked(100))).toBe("ok");
  });

  it("a hold that was released frees its time, and cannot be confirmed", () => {
    const placed = ["place-hold", { forMs: HOUR_MS, output: { hold: "h1" } }] as const;
    const released = ["release-hold", { hold: "h1" }] as const;
    const confirmed = ["confirm-hold", { hold: "h1", output: { meeting: "m1" } }] as const;
    expect(verdictOf(placed, released, ["book", {}])).toBe("ok");
    expect(verdictOf(placed, confirmed, ["book", {}])).toBe("violated");
    expect(verdictOf(placed, released, confirmed)).toBe("violated");
  });

  it("a hold that lapsed and whose time another got is not confirmed any more", () => {
    const placed = ["place-hold", { forMs: 1, output: { hold: "h1" } }] as const;
    const confirmed = ["confirm-hold", { hold: "h1", output: { meeting: "m1" } }] as const;
    expect(verdictOf(placed, confirmed)).toBe("ok");
    expect(witnessOf(placed, ["book", {}], confirmed)).toEqual(["1", "2"]);
  });

  it("meetings of a room that is closed may have been moved away", () => {
    const booked = ["book", { output: { meeting: "m1" } }] as const;
    expect(verdictOf(booked, ["close-room", {}], ["book", {}])).toBe("ok");
  });

  it("a booking that does not say when it is cannot be judged", () => {
    const [booked] = history(["book", {}]) as [Operation];
    expect(checkRooms([{ ...booked, input: {} }]).verdict).toBe("unknown");
  });

  it("an end before the start cannot be judged either, and spoils the verdict on no other room", () => {
    const backwards = ["book", { room: "hopper", from: 10, to: 9 }] as const;
    expect(verdictOf(backwards)).toBe("unknown");
    expect(verdictOf(["book", {}], backwards)).toBe("unknown");
    expect(witnessOf(["book", {}], backwards, ["book", {}])).toEqual(["0", "2"]);
  });

  it("whoever asks once more is told the same, and it changes nothing", () => {
    const placed = ["place-hold", { forMs: 1, output: { hold: "h1" } }] as const;
    const released = ["release-hold", { hold: "h1" }] as const;
    expect(verdictOf(placed, released, released)).toBe("ok");
    expect(verdictOf(placed, ["book", {}], released)).toBe("ok");
    const booked = ["book", { output: { meeting: "m1" } }] as const;
    expect(verdictOf(booked, booked)).toBe("ok");
    expect(verdictOf(booked, ["book", { from: 9.5, output: { meeting: "m1" } }])).toBe("violated");
  });

  it("any number of bookings of which nobody knows hide no violation, and are not blamed", () => {
    const unknown = Array.from({ length: 20 }, (_, hour) => {
      const name = hour % 2 === 0 ? "book" : "place-hold";
      return [name, { from: hour + 20, to: hour + 21, outcome: "unknown" }] as const;
    });
    const told = history(...unknown, ["book", {}], ["book", { from: 9.5 }]);
    const { verdict, witness } = checkRooms(told, { timeMsMax: 2_000 });
    expect(verdict).toBe("violated");
    expect(witness?.map(({ ref }) => ref)).toEqual(["20", "21"]);
  });
});
