/** The lanes whose days begin at the same midnight, under their ruler. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { rangeOf } from "../time/ranges.ts";
import { type Scale, widthOf } from "./geometry.ts";
import { Lane, type LaneProps } from "./lane.tsx";
import { hourWidthFor, type Measures } from "./measures.ts";
import { NowLine } from "./now-line.tsx";
import { Ruler } from "./ruler.tsx";
import type { RoomsView, ZoneGroup } from "./view.ts";
import { type Seen, visibleRows, visibleTime } from "./windows.ts";

interface ZoneLanesProps {
  readonly group: ZoneGroup;
  readonly view: RoomsView;
  readonly measures: Measures;
  readonly seen: Seen;
  /** Where it begins, in the timeline. */
  readonly top: number;
}

export function ZoneLanes({ group, view, measures, seen, top }: ZoneLanesProps): JSX.Element {
  const { zone, rooms } = group;
  const { headWidth, laneHeight, rulerHeight } = measures;
  const { date, over } = view;
  const scale: Scale = useMemo(() => {
    const range = rangeOf(date, over, zone);
    return { ...range, hourWidth: hourWidthFor(range, over, { width: seen.width, headWidth }) };
  }, [date, over, zone, seen.width, headWidth]);
  const hours = useMemo(() => visibleTime(seen, scale), [seen.left, seen.width, scale]);
  const rows = visibleRows(
    { top: top + rulerHeight - seen.top, height: seen.height },
    { rowHeight: laneHeight, count: rooms.length },
  );
  return (
    <section
      class="zone-lanes"
      aria-label={`Rooms, times in ${zone}`}
      style={{ width: `${headWidth + widthOf(scale)}px` }}
    >
      <Ruler scale={scale} zone={zone} over={over} />
      <ol class="room-lanes" style={{ height: `${rooms.length * laneHeight}px` }}>
        {rooms.slice(rows.first, rows.last).map((room, offset) => {
          const index = rows.first + offset;
          return (
            <SteadyLane
              key={room.id}
              room={room}
              scale={scale}
              zone={zone}
              seen={hours}
              top={index * laneHeight}
              index={index}
              count={rooms.length}
            />
          );
        })}
        <NowLine scale={scale} />
      </ol>
    </section>
  );
}

/** Drawn anew only when something about it differs, however often the timeline is. */
function SteadyLane(props: LaneProps): JSX.Element {
  const { room, scale, zone, seen, top, index, count } = props;
  return useMemo(() => <Lane {...props} />, [room, scale, zone, seen, top, index, count]);
}
