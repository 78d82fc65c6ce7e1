/**
 * Choosing a slot with the keyboard: arrows move, Shift extends, Enter holds what is free or opens what
 * is there. Up and down go to the lane above or below, at the same time.
 */

import type { Room } from "@holdfast/api";
import { signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { names } from "../directory/directory.ts";
import { holderName } from "../directory/names.ts";
import { dayName } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import { openSpans } from "../time/opening-hours.ts";
import { MINUTE_MS, overlaps, type Range } from "../time/ranges.ts";
import { stepCursor } from "./cursor-steps.ts";
import { type Scale, SNAP_MS, snapDown } from "./geometry.ts";
import { holdSlot } from "./holding.ts";
import { openTaken, placeOf } from "./lane-parts.ts";
import { quickSpan } from "./quick-times.ts";
import "./slot-cursor.css";
import type { Taken } from "../diary/taken.ts";

interface SlotCursorProps {
  readonly room: Room;
  readonly scale: Scale;
  readonly zone: string;
  readonly taken: readonly Taken[];
}

/** One for all lanes, so that it keeps its time from lane to lane. */
const cursor = signal<Range | undefined>(undefined);

export function SlotCursor({ room, scale, zone, taken }: SlotCursorProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const isHere = useSignal(false);
  const known = isHere.value ? cursor.value : undefined;
  const at = known && overlaps(known, scale) ? known : firstTime(room, scale);
  const under = taken.find((other) => overlaps(other, at));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      cursor.value = at;
      neighbour(element.current!, event.key === "ArrowUp" ? -1 : 1)?.focus();
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (under) openTaken(room, under);
      else void holdSlot(room, at);
      return;
    }
    const next = stepCursor(at, event, scale);
    if (!next) return;
    event.preventDefault();
    cursor.value = next;
    requestAnimationFrame(() =>
      element.current?.scrollIntoView({ block: "nearest", inline: "nearest" }),
    );
  };
  return (
    <div
      ref={element}
      class="slot-cursor"
      role="slider"
      tabIndex={0}
      aria-label={`Time in ${room.name}`}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={(scale.end - scale.start) / MINUTE_MS}
      aria-valuenow={(at.start - scale.start) / MINUTE_MS}
      aria-valuetext={
        isHere.value ? `${dayName(at.start, zone)}, ${inWords(at, under, zone)}` : undefined
      }
      style={placeOf(at, scale)}
      onFocus={() => {
        isHere.value = true;
        if (!cursor.value || !overlaps(cursor.value, scale)) cursor.value = at;
      }}
      onBlur={() => {
        isHere.value = false;
      }}
      onKeyDown={onKeyDown}
    >
      {isHere.value && <span aria-hidden="true">{quickSpan(at, zone)}</span>}
    </div>
  );
}

function inWords(at: Range, under: Taken | undefined, zone: string): string {
  if (!under) return `${quickSpan(at, zone)}, free. Enter holds it`;
  const { what } = under;
  const times = quickSpan(under, zone);
  if (what.status === "booked")
    return `booked ${times}: ${what.title ?? "a meeting"}. Enter opens it`;
  if (what.status === "closed") return `closed ${times}: ${what.reason ?? ""}. Enter opens it`;
  return `held ${times} by ${holderName(names.value, what.heldBy)}`;
}

/** Now, when it is in the range; else when the room opens. */
function firstTime(room: Room, scale: Scale): Range {
  const now = snapDown(shownNow.peek());
  const isNow = now >= scale.start && now < scale.end;
  const start = isNow
    ? now
    : (openSpans(room.openingHours, room.zone, scale)[0]?.start ?? scale.start);
  return { start, end: start + SNAP_MS };
}

function neighbour(element: HTMLElement, steps: -1 | 1): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>(".slot-cursor")].toSorted(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  );
  return all[all.indexOf(element) + steps];
}
