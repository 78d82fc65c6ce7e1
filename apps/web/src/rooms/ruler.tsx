/** The hours above the lanes, as many as the days really have, and which zone they are of. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { zoneName } from "../time/format.ts";
import { type DayMark, dayMarks, hourMarks, type Scale, widthOf, xOf } from "./geometry.ts";
import "./ruler.css";

interface RulerProps {
  readonly scale: Scale;
  readonly zone: string;
  readonly over: "day" | "week";
}

/** Labels closer than that are left out. */
const LABEL_PX = 34;

export function Ruler({ scale, zone, over }: RulerProps): JSX.Element {
  const days = useMemo(() => dayMarks(scale, zone), [scale, zone]);
  const marks = useMemo(() => hourMarks(scale, zone), [scale, zone]);
  const every = [1, 2, 3, 6, 12].find((hours) => hours * scale.hourWidth >= LABEL_PX) ?? 12;
  return (
    <div class="ruler">
      <div class="ruler-zone">
        <span class="unseen">Times are in </span>
        {zoneName(zone, scale.start)}
        {over === "day" && days.map((day) => <Changes key={day.date} day={day} />)}
      </div>
      <div class="ruler-hours" style={{ width: `${widthOf(scale)}px` }}>
        {over === "week" &&
          days.map((day) => (
            <div
              key={day.date}
              class="ruler-day"
              style={{
                left: `${xOf(day.start, scale)}px`,
                width: `${xOf(day.end, scale) - xOf(day.start, scale)}px`,
              }}
            >
              <span>
                {day.label} <Changes day={day} />
              </span>
            </div>
          ))}
        {marks
          .filter(({ label }) => Number.parseInt(label, 10) % every === 0)
          .map(({ instant, label, repeated }) => (
            <span
              key={instant}
              class={repeated ? "ruler-hour repeated" : "ruler-hour"}
              style={{ left: `${xOf(instant, scale)}px` }}
              title={repeated ? "This hour comes twice: clocks go back" : undefined}
            >
              {label}
            </span>
          ))}
      </div>
    </div>
  );
}

/** Of a day that is not 24 hours long. */
function Changes({ day: { hours } }: { day: DayMark }): JSX.Element | null {
  if (hours === 24) return null;
  return (
    <strong class="ruler-changes">
      {hours} h: clocks go {hours < 24 ? "forward" : "back"}
    </strong>
  );
}
