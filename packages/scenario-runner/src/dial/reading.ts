/**
 * Reading a diary: from the state itself, or from one of two views of it that follow at their own pace.
 *
 *     strong     a snapshot of the head
 *     at-least   a view, once it covers the revision that this reader has seen
 *     eventual   a view, as it is
 */

import type { ReadSetting } from "@holdfast/dial/settings";
import {
  type DiaryPage,
  defineProjection,
  type Key,
  keyspace,
  type ProjectionDefinition,
  type ProjectionReader,
  type ReadFrom,
  readDiaryPage,
  type Session,
  type SharedState,
} from "@holdfast/shared-state";
import { roomOf } from "./place-hold.ts";

export const REPLICAS = ["a", "b"] as const;
export type Replica = (typeof REPLICAS)[number];

/** Longer than any view needs. */
const WAIT_MS_MAX = 30_000;

export interface DiaryDay {
  readonly race: string;
  readonly resource: string;
  /** As in the diary's key: `2026-11-23`. */
  readonly day: string;
}

export interface DiaryRead {
  /** The bookings that it shows; undefined: the view had not come so far in time. */
  readonly shows: readonly string[] | undefined;
  readonly waitedMs: number;
}

/** A view of the race's diaries, page by page. */
export function replicaOf(race: string, replica: Replica): ProjectionDefinition {
  const source = [...keyspace.diaries(), roomOf(race)];
  return defineProjection(`dial/${race}/${replica}`, {
    version: 1,
    sources: [source],
    apply(view, { key, value }) {
      if (value === undefined) view.delete(pageKey(key));
      else view.put(pageKey(key), value);
    },
  });
}

/** Resolves once the view shows the present. */
export async function hasCaughtUp(
  state: SharedState,
  race: string,
  replica: Replica,
): Promise<void> {
  const patience = { atLeast: await state.engine.head(), waitMsMax: WAIT_MS_MAX };
  const read = await state.projections.read(replicaOf(race, replica), async () => {}, patience);
  if (!read.ok) throw new Error(`The view ${replica} of ${race} does not come forward.`);
}

export interface Reading {
  readonly state: SharedState;
  /** Of the reader: it remembers what was seen. */
  readonly session: Session;
  /** The view has not come so far: from here on the reader waits for it. */
  waits(): Promise<void>;
}

export async function readDay(
  setting: ReadSetting,
  { day, replica }: { day: DiaryDay; replica: Replica },
  reading: Reading,
): Promise<DiaryRead> {
  if (setting === "strong") return { shows: await readHead(day, reading), waitedMs: 0 };
  const { state, session } = reading;
  const definition = replicaOf(day.race, replica);
  const atLeast = setting === "at-least" ? session.seen : 0;
  const look = async (view: ProjectionReader, { revision }: ReadFrom) => {
    const page = await view.get<DiaryPage>(pageKey(diaryKey(day)));
    return { shows: bookingsOn(day, page), revision };
  };
  const atOnce = await state.projections.read(definition, look, { atLeast });
  if (atOnce.ok) return shown(session, atOnce.value, 0);
  await reading.waits();
  const fromMs = state.clock.monotonicMs();
  const read = await state.projections.read(definition, look, { atLeast, waitMsMax: WAIT_MS_MAX });
  const waitedMs = state.clock.monotonicMs() - fromMs;
  return read.ok ? shown(session, read.value, waitedMs) : { shows: undefined, waitedMs };
}

function shown(
  session: Session,
  { shows, revision }: { shows: readonly string[]; revision: number },
  waitedMs: number,
): DiaryRead {
  session.see(revision);
  return { shows, waitedMs };
}

async function readHead(day: DiaryDay, { session }: Reading): Promise<readonly string[]> {
  return bookingsOn(day, await session.read((snapshot) => snapshot.get<DiaryPage>(diaryKey(day))));
}

function bookingsOn({ day }: DiaryDay, page: DiaryPage | undefined): string[] {
  const intervals = readDiaryPage(day, page ?? "");
  return intervals.flatMap((interval) => ("booking" in interval ? [interval.booking] : []));
}

function diaryKey({ resource, day }: DiaryDay): Key {
  return keyspace.diary(resource, day);
}

/** The view's own key for a page: the resource and the day. */
function pageKey(diary: Key): Key {
  return diary.slice(1);
}
