/**
 * Everybody's free and busy times, one line under the other: working hours light, busy times dark,
 * the slot in question across all of them.
 */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useReachableScroll } from "../components/use-reachable-scroll.ts";
import { shownNow } from "../time/now.ts";
import type { Range } from "../time/ranges.ts";
import type { Attending } from "./attending.ts";
import { blockOf, timeMarks } from "./day-strip.ts";
import { FreeBusyRow } from "./free-busy-row.tsx";
import "./free-busy.css";

interface FreeBusyProps {
  readonly attending: readonly Attending[];
  readonly window: Range;
  readonly zone: string;
  /** The time in question. */
  readonly slot?: Range | undefined;
  /** A meeting that is about to move does not stand in its own way. */
  readonly ignoring?: string | undefined;
}

export function FreeBusy({ attending, window, zone, slot, ignoring }: FreeBusyProps): JSX.Element {
  const scroller = useReachableScroll();
  const marks = useMemo(() => timeMarks(window, zone), [window.start, window.end, zone]);
  return (
    <section class="free-busy" aria-label={`Free and busy times, in ${zone}`}>
      <div ref={scroller} class="free-busy-scroll">
        <div class="free-busy-head" aria-hidden="true">
          <span class="small soft free-busy-zone">{zone}</span>
          <div class="free-busy-hours">
            {marks.map(({ at, left, label, beginsDay }) => (
              <span
                key={at}
                class={beginsDay ? "hour day" : "hour"}
                style={{ insetInlineStart: `${left}%` }}
              >
                {label}
              </span>
            ))}
          </div>
        </div>
        <ul>
          {attending.map(({ person, as }) => (
            <FreeBusyRow key={person} {...{ person, as, window, zone, slot, ignoring, marks }} />
          ))}
        </ul>
        <NowLine window={window} />
      </div>
      <Legend />
    </section>
  );
}

function NowLine({ window }: { window: Range }): JSX.Element | null {
  const now = blockOf({ start: shownNow.value, end: shownNow.value + 1 }, window);
  if (!now) return null;
  return (
    <div class="free-busy-now" aria-hidden="true">
      <span style={{ insetInlineStart: `${now.left}%` }} />
    </div>
  );
}

function Legend(): JSX.Element {
  return (
    <p class="free-busy-legend small soft" aria-hidden="true">
      <span class="key works" /> works
      <span class="key busy" /> busy
      <span class="key held" /> being booked
      <span class="key slot" /> this time
    </p>
  );
}
