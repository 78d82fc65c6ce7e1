/**
 * Runs a race: as many requests as there are contenders, all at once, each on its own and for the same
 * slot. Then it looks into the diary for what came of it, and tidies up.
 *
 * A browser keeps six connections to a server at most, one of which the live feed has. The server
 * gets the others' requests as soon as a connection is free: their time counts from when they asked.
 */

import type { Diary } from "@holdfast/api";
import { placeHold, releaseHold } from "../api/holds.ts";
import { get, NoAnswer, Problem } from "../api/http.ts";
import { explain } from "../refusals/explain.ts";
import { type Found, holdsIn, type Lane, type Timing, withWaits } from "./race.ts";

export interface RaceRequest {
  readonly room: string;
  readonly start: string;
  readonly end: string;
  readonly contenders: number;
}

/** The hold is given back when the race is over, and lapses if that fails. */
const HOLD_MS = 20_000;
const TOLD_WITHIN_MS = 300;

/** Calls `tell` whenever somebody was answered. */
export async function runRace(
  request: RaceRequest,
  tell: (lanes: readonly Lane[]) => void,
): Promise<readonly Lane[]> {
  const numbers = Array.from({ length: request.contenders }, (_, index) => index + 1);
  let lanes: readonly Lane[] = numbers.map((number) => ({ number, result: { kind: "asking" } }));
  tell(lanes);
  const timings = watchRequests("/api/holds");
  await Promise.all(
    numbers.map(async (number) => {
      const result = await contend(request);
      lanes = lanes.map((lane) => (lane.number === number ? { number, result } : lane));
      tell(lanes);
    }),
  );
  return withWaits(lanes, await timings(lanes.length));
}

/** How the browser has sent them; what it does not tell in time, it does not tell. */
function watchRequests(path: string): (many: number) => Promise<readonly Timing[]> {
  const seen: PerformanceResourceTiming[] = [];
  const keep = (entries: PerformanceEntryList) => {
    const own = entries.filter(({ name }) => new URL(name).pathname === path);
    seen.push(...(own as PerformanceResourceTiming[]));
  };
  const observer = new PerformanceObserver((list) => keep(list.getEntries()));
  observer.observe({ type: "resource" });
  return async (many) => {
    const until = performance.now() + TOLD_WITHIN_MS;
    while (seen.length < many && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      keep(observer.takeRecords());
    }
    observer.disconnect();
    return seen;
  };
}

/** @throws Problem, NoAnswer */
export async function lookIntoDiary({ room, start, end }: RaceRequest): Promise<Found> {
  const options = { query: { from: start, to: end }, presentOnly: true };
  const diary = await get<Diary>(`/api/rooms/${encodeURIComponent(room)}/diary`, options);
  return { holds: holdsIn(diary.intervals, { start, end }) };
}

/** Whoever has won gives the slot back. */
export async function giveBack(lanes: readonly Lane[]): Promise<void> {
  const holds = lanes.flatMap(({ result }) => (result.kind === "won" ? [result.hold] : []));
  await Promise.all(holds.map(releaseHold));
}

async function contend({ room, start, end }: RaceRequest): Promise<Lane["result"]> {
  const startedMs = performance.now();
  const ms = () => Math.round(performance.now() - startedMs);
  try {
    const hold = await placeHold({ room, start, end }, HOLD_MS);
    return { kind: "won", hold, ms: ms() };
  } catch (error) {
    if (error instanceof Problem) {
      return { kind: "refused", reason: error.slug, told: toldBy(error), ms: ms() };
    }
    const why = error instanceof NoAnswer ? "no answer" : explain(error as Error);
    return { kind: "unknown", why, ms: ms() };
  }
}

function toldBy({ body: { title, heldBy, freeAt } }: Problem) {
  return {
    title,
    ...(typeof heldBy === "string" && { heldBy }),
    ...(typeof freeAt === "string" && { freeAt }),
  };
}
