/** A room's time from left to right: what takes it, what is being done to it, and where one chooses. */

import type { Room } from "@holdfast/api";
import { useComputed } from "@preact/signals";
import type { CSSProperties, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { explain } from "../refusals/explain.ts";
import type { Range } from "../time/ranges.ts";
import { Block } from "./block.tsx";
import { grabBooking } from "./booking-drag.ts";
import { useDiary } from "./diaries.ts";
import { type Scale, widthOf, xOf } from "./geometry.ts";
import { Ghosts } from "./ghosts.tsx";
import "./lane.css";
import { keyOf, type Taken } from "../diary/taken.ts";
import { closedSpans } from "../time/opening-hours.ts";
import { LaneHead } from "./lane-head.tsx";
import { openTaken, placeOf } from "./lane-parts.ts";
import { useNewBooking } from "./new-booking.ts";
import { moves } from "./page-state.ts";
import { SlotCursor } from "./slot-cursor.tsx";
import { useSlotChoice } from "./slot-drag.ts";
import { levelled, within } from "./windows.ts";

export interface LaneProps {
  readonly room: Room;
  readonly scale: Scale;
  readonly zone: string;
  /** The hours that are drawn. */
  readonly seen: Range;
  readonly top: number;
  readonly index: number;
  readonly count: number;
}

/** Narrower than this no word fits into it, or only parts of one. */
const TINY_PX = 26;
const NARROW_PX = 70;

export function Lane({ room, scale, zone, seen, top, index, count }: LaneProps): JSX.Element {
  const { taken, failed, reload } = useDiary(room.id, scale);
  const leaving = useComputed(() => moves.value.map(({ meeting }) => meeting));
  const shut = useMemo(() => closedSpans(room.openingHours, room.zone, scale), [room, scale]);
  const levels = useMemo(() => levelled(taken ?? []), [taken]);
  const track = useSlotChoice({ room, scale, taken: taken ?? [] });
  useNewBooking(track, taken);
  const drawn = levels.filter(({ interval }) => within([interval], seen).length > 0);
  return (
    <li
      class="room-lane"
      style={{ top: `${top}px` }}
      aria-posinset={index + 1}
      aria-setsize={count}
    >
      <LaneHead room={room} scale={scale} taken={taken ?? []} />
      <div
        ref={track}
        class={taken ? "room-track" : "room-track unknown"}
        style={{ width: `${widthOf(scale)}px`, "--hour": `${scale.hourWidth}px` }}
        data-room={room.id}
        data-start={scale.start}
      >
        {within(shut, seen).map((span) => (
          <div key={span.start} class="shut" style={placeOf(span, scale)} />
        ))}
        <SlotCursor room={room} scale={scale} zone={zone} taken={taken ?? []} />
        {drawn.map(({ interval, level, levels: of }) => (
          <Block
            key={keyOf(interval)}
            taken={interval}
            place={{ ...placeOf(interval, scale), ...stacked(level, of) }}
            size={sizeOf(xOf(interval.end, scale) - xOf(interval.start, scale))}
            isLeaving={isLeaving(interval, leaving.value)}
            zone={zone}
            room={room.name}
            onOpen={() => openTaken(room, interval)}
            onGrab={(event) => grabBooking(event, { room, taken: interval, scale })}
            onLapse={reload}
          />
        ))}
        <Ghosts room={room.id} scale={scale} zone={zone} taken={taken ?? []} />
        {failed && (
          <p class="room-failed" role="status">
            {explain(failed)}{" "}
            <button type="button" class="plain small" onClick={reload}>
              Try again
            </button>
          </p>
        )}
      </div>
    </li>
  );
}

function stacked(level: number, levels: number): CSSProperties {
  if (levels === 1) return {};
  const height = 100 / levels;
  return { top: `${level * height}%`, height: `${height}%`, bottom: "auto" };
}

function isLeaving({ what }: Taken, leaving: readonly string[]): boolean {
  return what.status === "booked" && leaving.includes(what.meeting);
}

function sizeOf(width: number): "tiny" | "narrow" | "roomy" {
  if (width < TINY_PX) return "tiny";
  return width < NARROW_PX ? "narrow" : "roomy";
}
