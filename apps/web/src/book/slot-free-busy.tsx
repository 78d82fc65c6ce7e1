/** Everybody's day around the slot that is to be booked. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Span } from "../api/shapes.ts";
import type { BookingDraft } from "./booking-draft.ts";
import { dateOf, daysFrom, openStretches, stretchOf, usefulPart } from "./day-strip.ts";
import { type Attending, FreeBusy } from "./free-busy.tsx";
import type { Names } from "./names.ts";

interface SlotFreeBusyProps {
  readonly draft: Pick<BookingDraft, "organizer" | "required" | "optional">;
  readonly names: Names;
  readonly slot: Span;
  readonly zone: string;
  readonly ignoring?: string;
}

export function SlotFreeBusy(props: SlotFreeBusyProps): JSX.Element | null {
  const { draft, names, slot, zone, ignoring } = props;
  const attending = attendingOf(draft);
  const people = attending.map(({ person }) => person).join();
  const stretch = useMemo(() => stretchOf(slot), [slot.start, slot.end]);
  const window = useMemo(() => {
    const days = daysFrom(dateOf(stretch.start, zone), 1, zone);
    const day = { start: days.start, end: Math.max(days.end, stretch.end) };
    const hours = attending.flatMap(({ person }) => {
      const known = names.people.get(person);
      return known ? openStretches(known.workingHours, known.zone, day) : [];
    });
    return usefulPart(day, [stretch, ...hours]);
  }, [people, names, stretch, zone]);
  if (attending.length === 0) return null;
  return <FreeBusy {...{ attending, names, window, zone, slot: stretch, ignoring }} />;
}

/** Each once, in the order in which they matter. */
export function attendingOf({
  organizer,
  required,
  optional,
}: Pick<BookingDraft, "organizer" | "required" | "optional">): Attending[] {
  const seen = new Set<string>();
  const all: Attending[] = [
    ...organizer.map((person): Attending => ({ person, as: "organizer" })),
    ...required.map((person): Attending => ({ person, as: "required" })),
    ...optional.map((person): Attending => ({ person, as: "optional" })),
  ];
  return all.filter(({ person }) => !seen.has(person) && seen.add(person));
}
