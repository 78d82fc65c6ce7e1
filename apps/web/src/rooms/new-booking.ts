/**
 * Who has booked a slot finds the booking: the focus goes to it as soon as its lane shows it, so that a
 * screen reader says what was booked, when and where. Whoever has gone on meanwhile is left alone.
 */

import { signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Taken } from "../diary/taken.ts";

/** The meeting that was booked last, until its lane shows it. */
const awaited = signal<string | undefined>(undefined);
const GOING_ON = ["keydown", "pointerdown"] as const;

export function awaitBooking(meeting: string): void {
  awaited.value = meeting;
  for (const event of GOING_ON) addEventListener(event, forget, { capture: true });
}

function forget(): void {
  awaited.value = undefined;
  for (const event of GOING_ON) removeEventListener(event, forget, { capture: true });
}

/** For a lane, on which each booking is marked with its meeting. */
export function useNewBooking(
  lane: RefObject<HTMLElement | null>,
  taken: readonly Taken[] | undefined,
): void {
  const meeting = awaited.value;
  useEffect(() => {
    if (meeting === undefined) return;
    const block = lane.current?.querySelector<HTMLElement>(
      `[data-meeting="${CSS.escape(meeting)}"]`,
    );
    if (!block) return;
    forget();
    block.focus({ preventScroll: true });
  }, [meeting, taken]);
}
