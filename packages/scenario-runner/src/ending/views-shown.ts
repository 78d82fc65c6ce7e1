/**
 * What clients were shown of a view in the middle of a run, beside what the store's commits give up to the
 * revision that the answer spoke of.
 */

import type { History, Operation, StoreCommit, View } from "@holdfast/checker";
import { foldAgenda } from "./folds/agenda.ts";
import { foldFreeRooms } from "./folds/free-rooms.ts";
import { dayOf, daysOf, type Places, type ViewFold } from "./folds/places.ts";
import { foldRoomDays } from "./folds/room-days.ts";

interface Asked {
  readonly projection: string;
  readonly fold: ViewFold;
  /** Of an answer, what is compared. */
  shown(output: Output): readonly unknown[];
  /** The same, of everything that the fold gives. */
  expected(places: Places, input: Input): readonly unknown[];
}

type Reading = "read-day" | "read-agenda" | "read-free-rooms";
type Output = Readonly<Record<string, unknown>>;

interface Times {
  readonly start: number;
  readonly end: number;
}

/** A room's day, or a person's, or any room for that time. */
interface Input extends Times {
  readonly room?: string;
  readonly person?: string;
}

const ASKED: Readonly<Record<Reading, Asked>> = {
  "read-day": {
    ...{ projection: "room-days", fold: foldRoomDays },
    shown: meetingsShown,
    expected: (places, { room, start }) => valuesBelow(places, `day/${room}/${dayOf(start)}/`),
  },
  "read-agenda": {
    ...{ projection: "agenda", fold: foldAgenda },
    shown: meetingsShown,
    expected(places, { person, ...day }) {
      const all = valuesBelow(places, `at/${person}/`) as readonly Times[];
      return all.filter((meeting) => overlaps(meeting, day));
    },
  },
  "read-free-rooms": {
    ...{ projection: "free-rooms", fold: foldFreeRooms },
    shown: ({ rooms }) =>
      asList(rooms)
        .map((room) => (room as { id: unknown }).id)
        .sort(),
    expected: roomsFree,
  },
};

/** Each takes a fold of all commits: of more, as many are compared, spread over the run. */
const COMPARED_MAX = 100;

export function viewsShown(seen: History, commits: readonly StoreCommit[]): View[] {
  const reads = seen.filter(
    (entry): entry is Read =>
      entry.kind === "operation" &&
      entry.outcome === "ok" &&
      entry.revision !== undefined &&
      Object.hasOwn(ASKED, entry.name),
  );
  const every = Math.ceil(reads.length / COMPARED_MAX);
  return reads.filter((_, index) => index % every === 0).map((read) => compared(read, commits));
}

type Read = Operation & { readonly name: Reading; readonly revision: number };

function compared({ id, name, input, output, revision }: Read, commits: readonly StoreCommit[]) {
  const { projection, fold, shown, expected } = ASKED[name];
  const places = fold(commits.filter((commit) => commit.revision <= revision));
  return {
    ...({ kind: "view", projection, operation: id, revision } as const),
    shows: shown(output as Output),
    folds: expected(places, input as Input),
  };
}

/** Instants as numbers. */
function meetingsShown({ meetings }: Output): readonly unknown[] {
  return asList(meetings).map((meeting) => {
    const { start, end } = meeting as { start: string; end: string };
    return { ...(meeting as object), start: Date.parse(start), end: Date.parse(end) };
  });
}

/** In the order of their places. */
function valuesBelow(places: Places, prefix: string): readonly unknown[] {
  return Object.entries(places).flatMap(([place, value]) =>
    place.startsWith(prefix) ? [value] : [],
  );
}

/** In the office of a run every room is open at any hour. */
function roomsFree(places: Places, span: Times): readonly string[] {
  const rooms = Object.keys(places).flatMap((place) => place.match(/^room\/(.*)$/s)?.[1] ?? []);
  const counts = ({ start, end, hold }: Times & { hold?: string }, room: string) => {
    const held = hold === undefined ? undefined : (places[`hold/${hold}`] as Held | undefined);
    return hold === undefined || (held?.room === room && held.start === start && held.end === end);
  };
  const isTaken = (room: string) =>
    daysOf(span)
      .flatMap((day) => asList(places[`taken/${day}/${room}`]) as (Times & { hold?: string })[])
      .some((taken) => overlaps(taken, span) && counts(taken, room));
  return rooms.filter((room) => !isTaken(room)).sort();
}

type Held = Times & { readonly room: string };

function overlaps(a: Times, b: Times): boolean {
  return a.start < b.end && b.start < a.end;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
