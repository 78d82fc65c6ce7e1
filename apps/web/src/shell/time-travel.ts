/**
 * Travelling in time: rooms, meetings, agents and mails are shown as they were. The way goes from where
 * the state's memory begins to the moment at which one set out.
 */

import type { Audit } from "@holdfast/api";
import { effect, signal } from "@preact/signals";
import { get } from "../api/http.ts";
import { announce } from "../components/announcer.tsx";
import { asOf } from "../time/as-of.ts";
import { isoOf } from "../time/local-time.ts";
import { wallNow } from "../time/now.ts";
import { DAY_MS } from "../time/ranges.ts";

/** The slider's right end is now. */
export const STEPS = 1_000;
/** While the slider moves, the page follows not more often than that. */
const FOLLOW_MS = 80;

export const isTravelling = signal(false);
/** Of the slider. */
export const position = signal(STEPS);
/** Of a state that does not say how far back it remembers it is a day. */
const way = signal({ start: wallNow.peek() - DAY_MS, end: wallNow.peek() });

effect(() => {
  if (position.value === STEPS) {
    asOf.value = undefined;
    return;
  }
  const { start, end } = way.value;
  const moment = start + ((end - start) * position.value) / STEPS;
  const follow = setTimeout(() => {
    asOf.value = isoOf(moment);
  }, FOLLOW_MS);
  return () => clearTimeout(follow);
});

export async function setOut(): Promise<void> {
  const end = wallNow.peek();
  way.value = { start: end - DAY_MS, end };
  isTravelling.value = true;
  way.value = { start: (await firstMoment()) ?? end - DAY_MS, end };
}

export function backToNow(): void {
  position.value = STEPS;
  isTravelling.value = false;
  announce("Back to now.");
}

/** The first commit that is remembered; undefined: only an admin is told. */
async function firstMoment(): Promise<number | undefined> {
  const query = { limit: 1, order: "oldest" };
  const options = { query, presentOnly: true };
  const audit = await get<Audit>("/api/audit", options).catch(() => null);
  const first = audit?.entries[0]?.at;
  return first === undefined ? undefined : Date.parse(first);
}
