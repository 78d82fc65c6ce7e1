/** A race of many for one slot, as it is judged and drawn: who got it, who was refused, how fast. */

import type { Hold, ProblemBody, RoomInterval } from "@holdfast/api";
import { AS_EXPECTED, notAsExpected, type Verdict } from "./verdict.ts";

/** One contender: it asks, and is answered, or is not. */
export interface Lane {
  readonly number: number;
  readonly result:
    | { readonly kind: "asking" }
    | ({ readonly kind: "won"; readonly hold: Hold } & Answered)
    | ({ readonly kind: "refused"; readonly reason: string; readonly told: Told } & Answered)
    | ({ readonly kind: "unknown"; readonly why: string } & Answered);
}

/** What a loser learns. */
type Told = Pick<ProblemBody, "heldBy" | "freeAt" | "title">;

interface Answered {
  /** From when it asked. */
  readonly ms: number;
  /** Of that, how long the browser has kept it back; undefined: nobody knows. */
  readonly waitedMs?: number;
}

export interface Found {
  /** Holds in the room's diary that touch the slot. */
  readonly holds: readonly RoomInterval[];
}

/** What a race ought to end with: one hold, the winner's, and everybody else told that it is taken. */
export function judgeRace(lanes: readonly Lane[], { holds }: Found): Verdict {
  const won = lanes.filter(({ result }) => result.kind === "won");
  const unanswered = lanes.filter(({ result }) => result.kind === "unknown");
  const odd = lanes.filter(
    ({ result }) => result.kind === "refused" && result.reason !== "room-taken",
  );
  if (won.length > 1) return notAsExpected(`${won.length} were told that the slot is theirs.`);
  if (holds.length > 1) return notAsExpected(`The diary has ${holds.length} holds in one slot.`);
  if (unanswered.length > 0) {
    return notAsExpected(
      `${unanswered.length} got no answer, so nobody knows what they were told.`,
    );
  }
  if (odd.length > 0) return notAsExpected(`${odd.length} were refused for another reason.`);
  if (won.length === 0) return notAsExpected("Nobody got the slot: it was taken before.");
  if (holds.length === 0) return notAsExpected("The diary does not have the winner's hold.");
  const [winner] = won;
  const wrong = lanes.filter((lane) => !knowsWinner(lane, winner));
  if (wrong.length > 0) return notAsExpected(`${wrong.length} were not told who has it till when.`);
  return AS_EXPECTED;
}

function knowsWinner({ result }: Lane, winner: Lane | undefined): boolean {
  if (result.kind !== "refused" || winner?.result.kind !== "won") return true;
  const { heldBy, freeAt } = result.told;
  return heldBy === winner.result.hold.heldBy && freeAt !== undefined;
}

export function holdsIn(
  intervals: readonly RoomInterval[],
  { start, end }: { readonly start: string; readonly end: string },
): RoomInterval[] {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const touches = (each: RoomInterval) =>
    Date.parse(each.start) < to && Date.parse(each.end) > from;
  return intervals.filter((each) => each.status === "held" && touches(each));
}

/** How wide a lane's bar is, from 0 to 1: what the browser has kept it back, and what follows. */
export function sharesOf({ result }: Lane, lanes: readonly Lane[]) {
  if (result.kind === "asking") return { waited: 0, answered: 0 };
  const slowest = Math.max(1, ...lanes.map((lane) => msOf(lane)));
  const { ms, waitedMs = 0 } = result;
  return { waited: waitedMs / slowest, answered: (ms - waitedMs) / slowest };
}

function msOf({ result }: Lane): number {
  return result.kind === "asking" ? 0 : result.ms;
}

/** When a request was asked for, and when the browser had a connection for it. */
export interface Timing {
  readonly startTime: number;
  readonly requestStart: number;
}

/** The first lane has asked first. Unless each has its timing, nobody knows which is whose. */
export function withWaits(lanes: readonly Lane[], timings: readonly Timing[]): readonly Lane[] {
  if (timings.length !== lanes.length) return lanes;
  const inOrder = [...timings].sort(
    (a, b) => a.startTime - b.startTime || a.requestStart - b.requestStart,
  );
  return lanes.map((lane, index) => {
    const { result } = lane;
    const { startTime, requestStart } = inOrder[index]!;
    if (result.kind === "asking" || requestStart === 0) return lane;
    const waitedMs = Math.min(result.ms, Math.max(0, Math.round(requestStart - startTime)));
    return { ...lane, result: { ...result, waitedMs } };
  });
}
