/**
 * A hold under an open form: it is renewed while the person types, and it is said when it has lapsed.
 * Whoever lets it lapse can hold the same slot, or another, again. While it is being booked, the booking
 * has it: it is left alone, and looked at again when it was given back.
 */

import type { Hold } from "@holdfast/api";
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { placeHold, readHold, releaseHold, renewHold, type Slot } from "../api/holds.ts";
import { Problem } from "../api/http.ts";
import { onCommit } from "../live/changes.ts";
import { wallNow } from "../time/now.ts";
import { newsOfHold } from "./hold-news.ts";
import { KEPT_MS_MAX, renewalDue } from "./hold-renewal.ts";

export interface KeptHold {
  readonly hold: Hold;
  readonly isLapsed: boolean;
  /** Until when it can be renewed. */
  readonly keptUntil: string;
  /** Something was typed. */
  readonly typed: () => void;
  /** It was booked, and is needed no more. */
  readonly gone: () => void;
  /** Whether a booking has it now, as far as we know. */
  readonly lend: (isLent: boolean) => void;
  /** Another hold takes its place; the one before is let go. @throws Problem, NoAnswer */
  readonly holdInstead: (slot: Slot) => Promise<void>;
  readonly letGo: () => void;
}

export function useKeptHold(first: Hold): KeptHold {
  const hold = useSignal(first);
  const isGone = useSignal(false);
  const isLent = useSignal(false);
  /** Something has happened to it that we have not read. */
  const isStale = useRef(false);
  const since = useSignal(wallNow.peek());
  const typedMs = useRef(0);
  const renewedMs = useRef(0);
  const isLapsed = useComputed(() => isGone.value || freeAtMs(hold.value) <= wallNow.value);

  const heedLapse = (id: string, error: unknown) => {
    const isOver = error instanceof Problem && error.slug === "hold-lapsed";
    if (isOver && hold.peek().id === id) isGone.value = true;
  };
  const lookAgain = () => {
    const { id } = hold.peek();
    isStale.current = isLent.peek();
    if (isLent.peek() || isLapsed.peek()) return;
    void readHold(id).then(
      (read) => {
        if (hold.peek().id === id) hold.value = read;
      },
      (error) => heedLapse(id, error),
    );
  };

  useSignalEffect(() => {
    const current = hold.value;
    const forMs =
      isGone.value || isLent.value
        ? undefined
        : renewalDue({
            now: wallNow.value,
            freeAtMs: freeAtMs(current),
            sinceMs: since.value,
            typedMs: typedMs.current,
            renewedMs: renewedMs.current,
          });
    if (forMs === undefined) return;
    renewedMs.current = wallNow.value;
    void renewHold(current, forMs).then(
      (renewed) => {
        if (hold.peek().id === renewed.id) hold.value = renewed;
      },
      (error) => heedLapse(current.id, error),
    );
  });

  // It may end before its time; and a booking that failed gives it back, perhaps with less time.
  useEffect(
    () =>
      onCommit((commit) => {
        const news = newsOfHold(commit, hold.peek().id);
        if (news === "over") isGone.value = true;
        if (news === "perhaps") lookAgain();
      }),
    [],
  );

  return {
    hold: hold.value,
    isLapsed: isLapsed.value,
    keptUntil: new Date(since.value + KEPT_MS_MAX).toISOString(),
    typed: () => {
      typedMs.current = wallNow.value;
    },
    gone: () => {
      isGone.value = true;
    },
    lend: (isLentNow) => {
      isLent.value = isLentNow;
      if (isStale.current) lookAgain();
    },
    holdInstead: async (slot) => {
      const before = hold.value;
      const wasLapsed = isLapsed.value;
      const placed = await placeHold(slot);
      hold.value = placed;
      isGone.value = false;
      since.value = wallNow.value;
      renewedMs.current = 0;
      if (!wasLapsed) release(before);
    },
    letGo: () => {
      if (!isLapsed.value) release(hold.value);
    },
  };
}

/** If it does not work, the hold lapses by itself. */
function release(hold: Hold): void {
  void releaseHold(hold).catch(() => {});
}

function freeAtMs({ freeAt }: Hold): number {
  return freeAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(freeAt);
}
