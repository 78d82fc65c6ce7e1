/**
 * Choosing a slot on a lane: with the mouse by dragging, or with a click for half an hour; with a
 * finger the same after a long press, so that a lane can still be scrolled.
 */

import type { Room } from "@holdfast/api";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ahead, common, freeAround, type Taken } from "../diary/taken.ts";
import { isPast } from "../time/as-of.ts";
import { shownNow } from "../time/now.ts";
import { HOUR_MS, type Range } from "../time/ranges.ts";
import { follow } from "./dragging.ts";
import { instantAt, type Scale, slotBetween, snapDown } from "./geometry.ts";
import { holdSlot } from "./holding.ts";
import { whenMeant } from "./long-press.ts";
import { draft } from "./page-state.ts";

export interface Choosing {
  readonly room: Room;
  readonly scale: Scale;
  readonly taken: readonly Taken[];
}

/** What a click takes. */
const CLICK_MS = HOUR_MS / 2;
const CLICK_PX = 4;

/** For the element of a lane. What it begins with is what is known when the pointer goes down. */
export function useSlotChoice(choosing: Choosing): RefObject<HTMLDivElement | null> {
  const track = useRef<HTMLDivElement>(null);
  const newest = useRef(choosing);
  newest.current = choosing;
  useEffect(() => {
    const element = track.current!;
    const down = (event: PointerEvent) => {
      if (!isPast.value) chooseSlot(event, newest.current);
    };
    // A long press is not asking for the browser's menu.
    const noMenu = (event: Event) => event.preventDefault();
    element.addEventListener("pointerdown", down);
    element.addEventListener("contextmenu", noMenu);
    return () => {
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("contextmenu", noMenu);
    };
  }, []);
  return track;
}

function chooseSlot(event: PointerEvent, choosing: Choosing): void {
  const track = event.currentTarget as HTMLElement;
  const isOnBlock = (event.target as HTMLElement).closest(".slot-block") !== null;
  if (isOnBlock || event.button !== 0) return;
  whenMeant(event, () => drag(event, track, choosing));
}

function drag(down: PointerEvent, track: HTMLElement, { room, scale, taken }: Choosing): void {
  const at = ({ clientX }: PointerEvent) =>
    instantAt(clientX - track.getBoundingClientRect().left, scale);
  const first = at(down);
  const free = freeAround(first, taken, scale);
  if (!free) return;
  const click = { start: snapDown(first), end: snapDown(first) + CLICK_MS };
  const show = (slot: Range) => {
    const inReach = common(slot, free);
    const possible = inReach && ahead(inReach, shownNow.value);
    draft.value = possible && { ...possible, room: room.id, state: "choosing" };
  };
  show(click);
  let isDragged = false;
  let chosen: Range | undefined;
  follow(down, track, {
    onMove: (event) => {
      isDragged ||= Math.abs(event.clientX - down.clientX) > CLICK_PX;
      show(isDragged ? slotBetween(first, at(event), scale) : click);
    },
    onLetGo: () => void holdSlot(room, chosen ?? click),
    onEnd: () => {
      chosen = draft.value;
      draft.value = undefined;
    },
  });
}
