import type { Hold, RoomInterval } from "@holdfast/api";
import { expect, test } from "vitest";
import { holdsIn, judgeRace, type Lane, sharesOf, withWaits } from "./race.ts";

const slot = { start: "2026-11-23T09:00:00Z", end: "2026-11-23T09:30:00Z" };
const lapses = { freeAt: "2026-11-21T10:00:00Z", expiresInMs: 60_000 };
const hold: Hold = { id: "h", room: "a", heldBy: "person/ada", fence: 1, ...slot, ...lapses };
const held: RoomInterval = { ...slot, status: "held", heldBy: "person/ada", hold: "h" };

const told = { title: "", heldBy: "person/ada", freeAt: "2026-11-21T10:00:00Z" };
const won = (number: number): Lane => ({ number, result: { kind: "won", hold, ms: 10 } });
const refused = (number: number, reason = "room-taken"): Lane => ({
  number,
  result: { kind: "refused", reason, told, ms: 40 },
});

test("one winner, one hold, and everybody else told so, is as expected", () => {
  const verdict = judgeRace([refused(1), won(2), refused(3)], { holds: [held] });
  expect(verdict.kind).toBe("as-expected");
});

test("anything else is not: two winners, two holds, none, another reason, no answer", () => {
  const unknown: Lane = { number: 3, result: { kind: "unknown", why: "", ms: 1 } };
  const outcomes = [
    judgeRace([won(1), won(2)], { holds: [held] }),
    judgeRace([won(1), refused(2)], { holds: [held, held] }),
    judgeRace([won(1), refused(2)], { holds: [] }),
    judgeRace([refused(1), refused(2)], { holds: [] }),
    judgeRace([won(1), refused(2, "too-many-requests")], { holds: [held] }),
    judgeRace([won(1), refused(2), unknown], { holds: [held] }),
  ];
  const misled = refused(2);
  const other = { ...told, heldBy: "person/bob" };
  const result = { ...misled.result, told: other } as Lane["result"];
  outcomes.push(judgeRace([won(1), { ...misled, result }], { holds: [held] }));
  expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => "not-as-expected"));
});

test("a hold that only touches the slot's edge, and a meeting, are no hold in it", () => {
  const before = { ...held, start: "2026-11-23T08:00:00Z", end: slot.start };
  const overlapping = { ...held, start: "2026-11-23T09:29:00Z", end: "2026-11-23T10:00:00Z" };
  const booked: RoomInterval = { ...slot, status: "booked", meeting: "m" };
  expect(holdsIn([before, overlapping, booked], slot)).toEqual([overlapping]);
});

test("the slowest lane is the widest, and who still asks has no width", () => {
  const asking: Lane = { number: 3, result: { kind: "asking" } };
  const lanes = [won(1), refused(2), asking];
  const widths = lanes.map((lane) => sharesOf(lane, lanes).answered);
  expect(widths).toEqual([0.25, 1, 0]);
});

test("what the browser has kept back is told apart, in the order in which they asked", () => {
  const timings = [
    { startTime: 1, requestStart: 31 },
    { startTime: 0, requestStart: 2 },
  ];
  const [first, second] = withWaits([won(1), refused(2)], timings);
  expect(first?.result).toMatchObject({ ms: 10, waitedMs: 2 });
  expect(second?.result).toMatchObject({ ms: 40, waitedMs: 30 });
  expect(sharesOf(second!, [first!, second!])).toEqual({ waited: 0.75, answered: 0.25 });
});

test("when a timing is missing, none is given to anybody", () => {
  const lanes = [won(1), refused(2)];
  expect(withWaits(lanes, [{ startTime: 0, requestStart: 2 }])).toEqual(lanes);
});
