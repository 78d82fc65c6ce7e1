/**
 * What each view shows in the end, beside what the meetings' own events give when somebody who trusts no
 * view folds them.
 */

import type { View } from "@holdfast/checker";
import {
  agenda,
  invited,
  type Meeting,
  type MeetingEvent,
  meetingFold,
  roomDays,
} from "@holdfast/scheduling";
import {
  diaryDays,
  foldEvents,
  keyspace,
  type ProjectionReader,
  type SharedState,
  type StoredEvent,
} from "@holdfast/shared-state";

/** A place of a view, as its key without the first part, and what stands there. */
type Places = Readonly<Record<string, unknown>>;

const COMPARED = [
  { projection: roomDays, entries: "day", fold: roomDaysOf },
  { projection: agenda, entries: "at", fold: agendaOf },
] as const;

export async function compareViews(state: SharedState): Promise<View[]> {
  const meetings = await readMeetings(state);
  const views = COMPARED.map(async ({ projection, entries, fold }) => {
    const read = await state.projections.read(projection, async (view, from) => ({
      shows: await placesOf(view, entries),
      revision: from.revision,
    }));
    const { shows, revision } = read.ok ? read.value : { shows: {}, revision: 0 };
    const view: View = {
      ...{ kind: "view", projection: projection.name, revision },
      ...{ shows, folds: inOrder(fold(meetings)) },
    };
    return view;
  });
  return Promise.all(views);
}

async function placesOf(view: ProjectionReader, first: string): Promise<Places> {
  const entries = await view.range({ prefix: [first] });
  return inOrder(entries.map(({ key, value }) => [key.slice(1).join("/"), value]));
}

async function readMeetings(state: SharedState): Promise<ReadonlyMap<string, Meeting>> {
  const prefix = keyspace.streams("meeting");
  const entries = await state.read((snapshot) => snapshot.range({ prefix }));
  const events = new Map<string, StoredEvent<MeetingEvent>[]>();
  for (const { key, value } of entries) {
    const [, , id, position] = key;
    if (position === undefined) continue; // The stream's head.
    const known = events.get(String(id)) ?? [];
    events.set(String(id), [...known, value as StoredEvent<MeetingEvent>]);
  }
  const folded = [...events].flatMap(([id, of]) => {
    const meeting = foldEvents(of, meetingFold);
    return meeting ? [[id, meeting] as const] : [];
  });
  return new Map(folded);
}

function roomDaysOf(meetings: ReadonlyMap<string, Meeting>): [string, unknown][] {
  return [...meetings].flatMap(([id, { room, title, organizer, status, start, end }]) => {
    const shown = { meeting: id, title, organizer, status, start, end };
    return diaryDays({ start, end }).map((day): [string, unknown] => [
      [room, day, start, id].join("/"),
      shown,
    ]);
  });
}

function agendaOf(meetings: ReadonlyMap<string, Meeting>): [string, unknown][] {
  return [...meetings].flatMap(([id, meeting]) => {
    const { status, title, room, organizer, required, start, end } = meeting;
    if (status !== "standing") return [];
    return [...new Set(invited(meeting))].map((person): [string, unknown] => {
      const asRequired = required.includes(person) ? "required" : "optional";
      const role = person === organizer ? "organizer" : asRequired;
      const shown = { meeting: id, title, room, organizer, role, start, end };
      return [[person, start, id].join("/"), shown];
    });
  });
}

function inOrder(places: readonly (readonly [string, unknown])[]): Places {
  return Object.fromEntries(places.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
