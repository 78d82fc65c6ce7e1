/**
 * Lanes of rooms over a day or a week. It scrolls both ways by itself, and only the lanes and hours
 * that can be seen, with some around them, are there.
 *
 *     +--------+-----------------------+
 *     | zone   |  08   09   10   11    |  a ruler for each zone: stays on top
 *     +--------+-----------------------+
 *     | room   |   [booked]  |  ////   |  a lane: its name stays on the left
 *     +--------+-----------------------+
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { asOf } from "../time/as-of.ts";
import { shownNow } from "../time/now.ts";
import { HOUR_MS, type Range, rangeOf } from "../time/ranges.ts";
import { keepStill } from "./dragging.ts";
import { xOf } from "./geometry.ts";
import { END_PX, hourWidthFor, measuresFor } from "./measures.ts";
import "./timeline.css";
import type { RoomsView, ZoneGroup } from "./view.ts";
import { type Seen, seenFrom } from "./windows.ts";
import { ZoneLanes } from "./zone-lanes.tsx";

interface TimelineProps {
  readonly groups: readonly ZoneGroup[];
  readonly view: RoomsView;
}

const SOME_WIDTH = 1_000;
const MORNING_MS = 6.75 * HOUR_MS;

export function Timeline({ groups, view }: TimelineProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const seen = useSignal<Seen>({ left: 0, top: 0, width: SOME_WIDTH, height: SOME_WIDTH });
  const { width } = seen.value;
  const count = groups.reduce((sum, group) => sum + group.rooms.length, 0);
  const measures = measuresFor(seen.value, { lanes: count, rulers: groups.length });
  const { headWidth, laneHeight, rulerHeight } = measures;
  const { date, over } = view;

  const look = () => {
    const next = seenFrom(element.current!);
    const now = seen.peek();
    const same = (Object.keys(next) as (keyof Seen)[]).every((side) => next[side] === now[side]);
    if (!same) seen.value = next;
  };
  useLayoutEffect(() => {
    const scroller = element.current!;
    look();
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    scroller.addEventListener("touchmove", keepStill, { passive: false });
    return () => {
      observer.disconnect();
      scroller.removeEventListener("touchmove", keepStill);
    };
  }, []);

  const first = groups[0];
  useEffect(() => {
    if (!first) return;
    const range = rangeOf(date, over, first.zone);
    const hourWidth = hourWidthFor(range, over, { width, headWidth });
    const from = firstOfInterest(range);
    element.current!.scrollLeft = Math.max(0, xOf(from, { ...range, hourWidth }));
  }, [date, over, first?.zone, headWidth, asOf.value === undefined]);

  let top = 0;
  return (
    <div
      ref={element}
      class="timeline"
      style={{
        "--seen-width": `${width}px`,
        "--head-width": `${headWidth}px`,
        "--lane-height": `${laneHeight}px`,
        "--ruler-height": `${rulerHeight}px`,
        "--end-height": `${END_PX}px`,
      }}
      onScroll={look}
    >
      {groups.map((group) => {
        const own = top;
        top += rulerHeight + group.rooms.length * laneHeight;
        return (
          <ZoneLanes
            key={group.zone}
            group={group}
            view={view}
            measures={measures}
            seen={seen.value}
            top={own}
          />
        );
      })}
    </div>
  );
}

/** Now, when it is in the range; else the morning. */
function firstOfInterest(range: Range): number {
  const now = shownNow.peek();
  if (now >= range.start && now < range.end) return now - HOUR_MS;
  return range.start + MORNING_MS;
}
