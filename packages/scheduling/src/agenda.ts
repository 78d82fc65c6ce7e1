/**
 * Projection `agenda`: whom which meetings await, where, and as what.
 *
 *     ["at", "ada", 09:00, "m1"] → Planning, in alan-turing, 09:00–10:00, as organizer
 */

import {
  defineProjection,
  type Entry,
  type Key,
  type ProjectionReader,
  SLOT_DAYS_MAX,
} from "@holdfast/shared-state";
import { type Interval, overlaps } from "./interval.ts";
import { invited } from "./meeting.ts";
import { type KeptMeeting, MEETING_EVENTS, meetingChange } from "./meeting-changes.ts";
import { DAY_MS } from "./wall-clock.ts";

export interface AgendaEntry {
  readonly meeting: string;
  readonly title: string;
  readonly room: string;
  readonly organizer: string;
  readonly role: "organizer" | "required" | "optional";
  readonly start: number;
  readonly end: number;
}

export const agenda = defineProjection("agenda", {
  version: 1,
  sources: [MEETING_EVENTS],
  apply(view, change) {
    const changed = meetingChange(view, change);
    if (!changed) return;
    const { id, before, after } = changed;
    for (const person of before ? expected(before) : []) view.delete(placeOf(person, id, before!));
    const { title, room, organizer, start, end } = after;
    for (const person of expected(after)) {
      const role = roleOf(person, after);
      const entry: AgendaEntry = { meeting: id, title, room, organizer, role, start, end };
      view.put(placeOf(person, id, after), entry);
    }
  },
});

/** No meeting that began earlier than so long before can still be going on. */
const LENGTH_MS_MAX = (SLOT_DAYS_MAX - 1) * DAY_MS;
const PAGE = 200;

/** What touches the interval, by start. */
export async function readAgenda(
  view: ProjectionReader,
  person: string,
  during: Interval,
): Promise<AgendaEntry[]> {
  const found: AgendaEntry[] = [];
  let after: Key = ["at", person, during.start - LENGTH_MS_MAX];
  for (;;) {
    const page: readonly Entry<AgendaEntry>[] = await view.range<AgendaEntry>({
      ...{ prefix: ["at", person], after, limit: PAGE },
    });
    for (const { key, value } of page) {
      if (value.start >= during.end) return found;
      if (overlaps(value, during)) found.push(value);
      after = key;
    }
    if (page.length < PAGE) return found;
  }
}

/** Nobody is expected at a cancelled meeting. */
function expected(meeting: KeptMeeting): string[] {
  return meeting.status === "standing" ? [...new Set(invited(meeting))] : [];
}

function roleOf(person: string, { organizer, required }: KeptMeeting): AgendaEntry["role"] {
  if (person === organizer) return "organizer";
  return required.includes(person) ? "required" : "optional";
}

function placeOf(person: string, id: string, { start }: KeptMeeting): Key {
  return ["at", person, start, id];
}
