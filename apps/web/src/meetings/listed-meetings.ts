/** Meetings of a range, from a person's agenda, from a room's days, or from the rooms' diaries. */

import type { Agenda, Busy, Diary, Meeting, Room, RoomDay, Span } from "@holdfast/api";
import { get } from "../api/http.ts";
import { dateOf, shiftedDate } from "../time/local-time.ts";
import type { Range } from "../time/ranges.ts";

export interface ListedMeeting extends Span {
  readonly meeting: string;
  readonly title: string;
  readonly room: string;
  readonly organizer: string;
  readonly status: Meeting["status"];
  /** Of the person whose agenda it is. */
  readonly role?: Agenda["meetings"][number]["role"];
}

export interface Asked {
  readonly person: string | undefined;
  readonly room: string | undefined;
  readonly window: Range;
  readonly rooms: readonly Room[];
  /** Views tell of the present only, and of it perhaps a moment late: not before this revision. */
  readonly atLeast: number | undefined;
  readonly isPast: boolean;
  readonly signal: AbortSignal;
}

export async function listMeetings(asked: Asked): Promise<ListedMeeting[]> {
  const { person, room, isPast } = asked;
  if (isPast) return listPast(asked);
  const found = await (person !== undefined
    ? listAgenda(asked, person)
    : room !== undefined
      ? listRoomDays(asked, room)
      : listDiaries(asked));
  return inOrder(room === undefined ? found : found.filter((each) => each.room === room));
}

/** Each meeting once, by its start. */
export function inOrder(meetings: readonly ListedMeeting[]): ListedMeeting[] {
  const once = new Map(meetings.map((each) => [each.meeting, each]));
  return [...once.values()].sort(
    (a, b) => a.start.localeCompare(b.start) || a.title.localeCompare(b.title),
  );
}

/** Those that have all the words in their title, or in what else is told of them. */
export function matching(
  meetings: readonly ListedMeeting[],
  words: string,
  wordsOf: (meeting: ListedMeeting) => string,
): ListedMeeting[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return meetings.filter((each) => {
    const text = `${each.title} ${wordsOf(each)}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** In the zone's days, by their start. */
export function byDay(
  meetings: readonly ListedMeeting[],
  zone: string,
): { readonly day: string; readonly meetings: ListedMeeting[] }[] {
  const days: { day: string; meetings: ListedMeeting[] }[] = [];
  for (const meeting of meetings) {
    const day = dateOf(meeting.start, zone);
    const latest = days.at(-1);
    if (latest?.day === day) latest.meetings.push(meeting);
    else days.push({ day, meetings: [meeting] });
  }
  return days;
}

/** The UTC days that the window touches. */
export function utcDays({ start, end }: Range): string[] {
  const days: string[] = [];
  for (let day = dateOf(start, "utc"); day <= dateOf(end - 1, "utc"); day = shiftedDate(day, 1)) {
    days.push(day);
  }
  return days;
}

async function listAgenda({ window, atLeast, signal }: Asked, person: string) {
  const path = `/api/people/${encodeURIComponent(person)}/agenda`;
  const { meetings } = await get<Agenda>(path, {
    ...{ query: { ...spanOf(window), atLeast }, signal, presentOnly: true },
  });
  return meetings.map((each): ListedMeeting => ({ ...each, status: "standing" }));
}

async function listRoomDays({ window, atLeast, signal }: Asked, room: string) {
  const days = await Promise.all(
    utcDays(window).map((day) =>
      get<RoomDay>(`/api/rooms/${encodeURIComponent(room)}/days/${day}`, {
        query: { atLeast },
        signal,
        presentOnly: true,
      }),
    ),
  );
  const { start, end } = window;
  return days
    .flatMap(({ meetings }) => meetings.map((each): ListedMeeting => ({ ...each, room })))
    .filter((each) => Date.parse(each.start) < end && Date.parse(each.end) > start);
}

async function listDiaries({ rooms, room, window, signal }: Asked): Promise<ListedMeeting[]> {
  const wanted = rooms.filter(({ id }) => room === undefined || id === room);
  const diaries = await Promise.all(
    wanted.map(({ id }) =>
      get<Diary>(`/api/rooms/${encodeURIComponent(id)}/diary`, { query: spanOf(window), signal }),
    ),
  );
  return diaries.flatMap(({ intervals }, index) =>
    intervals.flatMap((each): ListedMeeting[] => {
      if (each.status !== "booked") return [];
      const { meeting, start, end, title = meeting, organizer = "" } = each;
      return [
        { meeting, start, end, title, organizer, room: wanted[index]!.id, status: "standing" },
      ];
    }),
  );
}

/** Views know no past, but diaries do: a person's diary says which meetings were theirs. */
async function listPast(asked: Asked): Promise<ListedMeeting[]> {
  const { person, window, signal } = asked;
  const all = inOrder(await listDiaries(asked));
  if (person === undefined) return all;
  const path = `/api/people/${encodeURIComponent(person)}/busy`;
  const { intervals } = await get<Busy>(path, { query: spanOf(window), signal });
  const theirs = new Set(intervals.map(({ meeting }) => meeting));
  return all.filter(({ meeting }) => theirs.has(meeting));
}

function spanOf({ start, end }: Range) {
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}
