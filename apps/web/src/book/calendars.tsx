/** The free and busy times of those who are looked for, a day or a working week, around a suggestion. */

import type { Suggestion } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { names } from "../directory/directory.ts";
import { attendingOf } from "../free-busy/attending.ts";
import { usefulPart } from "../free-busy/day-strip.ts";
import { FreeBusy } from "../free-busy/free-busy.tsx";
import { dayName } from "../time/format.ts";
import { dateOf, shiftedDate } from "../time/local-time.ts";
import { wallNow } from "../time/now.ts";
import { openSpans } from "../time/opening-hours.ts";
import { daysFrom, rangeOfSpan } from "../time/ranges.ts";
import { firstMoment, type Wishes } from "./wishes.ts";

interface CalendarsProps {
  readonly wishes: Wishes;
  readonly slot: Suggestion | undefined;
}

const WEEK_DAYS = 5;

export function Calendars({ wishes, slot }: CalendarsProps): JSX.Element {
  const { zone, required, optional } = wishes;
  const days = useSignal<1 | 5>(1);
  /** Undefined: that of the slot. */
  const chosen = useSignal<string | undefined>(undefined);
  useEffect(() => {
    chosen.value = undefined;
  }, [slot?.start]);
  const first = slot ? Date.parse(slot.start) : firstMoment(wishes, wallNow.peek());
  const date = chosen.value ?? dateOf(first, zone);
  const attending = useMemo(
    () =>
      attendingOf({
        organizer: required.slice(0, 1),
        required: required.slice(1),
        optional,
      }),
    [required, optional],
  );
  const stretch = useMemo(() => slot && rangeOfSpan(slot), [slot?.start, slot?.end]);
  const window = useMemo(() => {
    const shown = daysFrom(date, days.value, zone);
    if (days.value > 1) return shown;
    const hours = attending.flatMap(({ person }) => {
      const known = names.value.people.get(person);
      return known ? openSpans(known.workingHours, known.zone, shown) : [];
    });
    return usefulPart(shown, stretch ? [stretch, ...hours] : hours);
  }, [date, days.value, zone, attending, names.value, stretch]);
  const go = (by: number) => {
    chosen.value = shiftedDate(date, by * days.value);
  };
  return (
    <section class="panel stack" aria-label="Free and busy times">
      <div class="row calendars-head">
        <h2>{dayName(window.start, zone)}</h2>
        <span class="row">
          <button type="button" aria-label="Earlier" onClick={() => go(-1)}>
            ‹
          </button>
          <button type="button" aria-label="Later" onClick={() => go(1)}>
            ›
          </button>
          <button
            type="button"
            aria-pressed={days.value > 1}
            onClick={() => {
              days.value = days.value > 1 ? 1 : WEEK_DAYS;
            }}
          >
            Five days
          </button>
        </span>
      </div>
      {attending.length === 0 ? (
        <p class="soft">Name those who have to come, and their free and busy times stand here.</p>
      ) : (
        <FreeBusy {...{ attending, window, zone, slot: stretch }} />
      )}
    </section>
  );
}
