/** Everybody's day around the slot that is to be booked. */

import type { Span } from "@holdfast/api";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { names } from "../directory/directory.ts";
import { dateOf } from "../time/local-time.ts";
import { openSpans } from "../time/opening-hours.ts";
import { daysFrom, rangeOfSpan } from "../time/ranges.ts";
import { attendingOf, type Invited } from "./attending.ts";
import { usefulPart } from "./day-strip.ts";
import { FreeBusy } from "./free-busy.tsx";

interface SlotFreeBusyProps {
  readonly invited: Invited;
  readonly slot: Span;
  readonly zone: string;
  readonly ignoring?: string;
}

export function SlotFreeBusy(props: SlotFreeBusyProps): JSX.Element | null {
  const { invited, slot, zone, ignoring } = props;
  const attending = attendingOf(invited);
  const people = attending.map(({ person }) => person).join();
  const stretch = useMemo(() => rangeOfSpan(slot), [slot.start, slot.end]);
  const window = useMemo(() => {
    const days = daysFrom(dateOf(stretch.start, zone), 1, zone);
    const day = { start: days.start, end: Math.max(days.end, stretch.end) };
    const hours = attending.flatMap(({ person }) => {
      const known = names.value.people.get(person);
      return known ? openSpans(known.workingHours, known.zone, day) : [];
    });
    return usefulPart(day, [stretch, ...hours]);
  }, [people, names.value, stretch, zone]);
  if (attending.length === 0) return null;
  return <FreeBusy {...{ attending, window, zone, slot: stretch, ignoring }} />;
}
