/**
 * Everybody's free and busy times, one line under the other: working hours light, busy times dark,
 * the slot in question across all of them.
 */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { shownNow } from "../time/now.ts";
import { blockOf, type Stretch, timeMarks } from "./day-strip.ts";
import { FreeBusyRow } from "./free-busy-row.tsx";
import "./free-busy.css";
import type { Names } from "./names.ts";

export interface Attending {
  readonly person: string;
  readonly as: "organizer" | "required" | "optional";
}

interface FreeBusyProps {
  readonly attending: readonly Attending[];
  readonly names: Names;
  readonly window: Stretch;
  readonly zone: string;
  /** The time in question. */
  readonly slot?: Stretch | undefined;
  /** A meeting that is about to move does not stand in its own way. */
  readonly ignoring?: string | undefined;
}

export function FreeBusy({
  attending,
  names,
  window,
  zone,
  slot,
  ignoring,
}: FreeBusyProps): JSX.Element {
  const marks = useMemo(() => timeMarks(window, zone), [window.start, window.end, zone]);
  return (
    <section class="free-busy" aria-label={`Free and busy times, in ${zone}`}>
      <div class="free-busy-scroll">
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
            <FreeBusyRow
              key={person}
              {...{ person, as, names, window, zone, slot, ignoring, marks }}
            />
          ))}
        </ul>
        <NowLine window={window} />
      </div>
      <Legend />
    </section>
  );
}

function NowLine({ window }: { window: Stretch }): JSX.Element | null {
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
