/**
 * Diaries: what is taken of a room or of a person's time, one document per resource and UTC day.
 *
 * An interval is `[start, end)` in milliseconds since the epoch; any minute is allowed, and two that
 * touch do not overlap. One that crosses midnight stands in both days' documents, written in one
 * transaction. An interval is either *booked*, which stays, or *held*, which counts only while the
 * hold that it names lives:
 *
 *     ["diary", "room/alan-turing", "2026-11-23"] → 09:00–10:00 booking m1, 10:30–11:00 hold h7
 *     ["hold", "h7"]  bound to a lease            → gone: 10:30–11:00 is free again
 *
 * So nothing has to run for a lapsed hold to stop blocking; whoever takes its place sweeps its
 * interval out.
 */

import {
  type DiaryPage,
  overlappingIntervals,
  withInterval,
  withoutInterval,
} from "./diary-page.ts";
import type { LeaseId, Reader, Snapshot, Transaction } from "./engine.ts";
import { HoldfastError } from "./errors.ts";
import { keyspace } from "./keyspace.ts";

/** A stretch of a resource's time, `[start, end)` in milliseconds since the epoch. */
export interface Slot {
  /** For example `room/alan-turing` or `person/ada`. */
  readonly resource: string;
  readonly start: number;
  readonly end: number;
}

export interface Booked {
  readonly start: number;
  readonly end: number;
  /** Whose booking it is, for example a meeting's id. */
  readonly booking: string;
}

export interface Held {
  readonly start: number;
  readonly end: number;
  /** The hold's id. */
  readonly hold: string;
}

export type DiaryInterval = Booked | Held;

const DAY_MS = 86_400_000;

/** A diary's day is named by a year of four digits, and nobody books before 1970. */
const TIME_MAX = Date.UTC(10_000, 0);

/** So that a slot's diaries always fit into one transaction, beside everything else. */
export const SLOT_DAYS_MAX = 8;

/** A stretch of time, `[start, end)` in milliseconds since the epoch. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** The UTC days that the span touches, as `2026-11-23`. */
export function diaryDays(span: Span): string[] {
  return daysSinceEpoch(span).map(nameOfDay);
}

/** @throws HoldfastError `slot-invalid` */
export function checkSlot({ start, end }: { start: number; end: number }): void {
  const whole = Number.isInteger(start) && Number.isInteger(end);
  const inOrder = 0 <= start && start < end && end <= TIME_MAX;
  if (!whole || !inOrder || end - start > (SLOT_DAYS_MAX - 1) * DAY_MS) {
    throw new HoldfastError("slot-invalid", {
      problem: `The slot is [${start}, ${end}); the years 1970 to 9999 can be booked.`,
    });
  }
}

/** The days of a diary that a span of time touches, as one transaction has read them. */
export type OpenDiary = readonly DiaryDay[];

interface DiaryDay {
  readonly resource: string;
  readonly day: string;
  readonly midnight: number;
  readonly page: DiaryPage;
}

export function openDiary(reader: Reader, resource: string, span: Span): OpenDiary {
  return daysSinceEpoch(span).map((number) => {
    const day = nameOfDay(number);
    const page = reader.get<DiaryPage>(keyspace.diary(resource, day)) ?? "";
    return { resource, day, midnight: number * DAY_MS, page };
  });
}

/** What of the slot is taken by intervals that still count, in order of start. */
export function takenIntervals(
  reader: Reader,
  slot: Slot,
  diary: OpenDiary = openDiary(reader, slot.resource, slot),
): DiaryInterval[] {
  const found = new Map<string, DiaryInterval>();
  for (const { page, midnight } of diary) {
    for (const interval of overlappingIntervals(page, midnight, slot)) {
      if (!stillCounts(reader, slot.resource, interval)) continue;
      found.set(`${interval.start} ${ownerOf(interval)}`, interval);
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** An interval as somebody reads it: of a hold also whose it is, and for how long still. */
export type DiaryEntry = Booked | (Held & { readonly by: string; readonly leftMs: number });

/** As `takenIntervals`, from a snapshot, and over any number of days. */
export async function readDiary(snapshot: Snapshot, slot: Slot): Promise<DiaryEntry[]> {
  const days = await Promise.all(
    diaryDays(slot).map(async (day) => {
      const page = await snapshot.get<DiaryPage>(keyspace.diary(slot.resource, day));
      return overlappingIntervals(page ?? "", Date.parse(day), slot);
    }),
  );
  const found = new Map<string, DiaryInterval>();
  for (const interval of days.flat()) {
    found.set(`${interval.start} ${ownerOf(interval)}`, interval);
  }
  const entries = await Promise.all(
    [...found.values()].map((each) => readEntry(snapshot, slot.resource, each)),
  );
  return entries.filter((entry) => entry !== undefined).sort((a, b) => a.start - b.start);
}

/**
 * Writes the interval into each day that it touches. Only what it overlaps is looked at, and swept out
 * if it no longer counts: so a day's intervals never pile up, and a full day costs no more than an
 * empty one.
 */
export function addInterval(
  tx: Transaction,
  resource: string,
  interval: DiaryInterval,
  diary: OpenDiary = openDiary(tx, resource, interval),
): void {
  const isGone = (other: DiaryInterval) => !stillCounts(tx, resource, other);
  for (const day of diary) {
    writeDay(tx, day, withInterval(day.page, day.midnight, interval, isGone));
  }
}

/** Takes the interval of one hold or booking out of each day that it touches. */
export function removeInterval(tx: Transaction, resource: string, interval: DiaryInterval): void {
  for (const day of openDiary(tx, resource, interval)) {
    writeDay(tx, day, withoutInterval(day.page, day.midnight, interval));
  }
}

function writeDay(tx: Transaction, { resource, day }: DiaryDay, page: DiaryPage): void {
  if (page === "") tx.delete(keyspace.diary(resource, day));
  else tx.put(keyspace.diary(resource, day), page);
}

function daysSinceEpoch({ start, end }: Span): number[] {
  const days: number[] = [];
  for (let day = Math.floor(start / DAY_MS); day * DAY_MS < end; day++) days.push(day);
  return days;
}

/** The same few days are asked for again and again. */
const namesOfDays = new Map<number, string>();
const NAMES_MAX = 10_000;

function nameOfDay(day: number): string {
  const known = namesOfDays.get(day);
  if (known !== undefined) return known;
  const name = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (namesOfDays.size >= NAMES_MAX) namesOfDays.clear();
  namesOfDays.set(day, name);
  return name;
}

async function readEntry(
  snapshot: Snapshot,
  resource: string,
  interval: DiaryInterval,
): Promise<DiaryEntry | undefined> {
  if ("booking" in interval) return interval;
  const hold = await snapshot.get<HoldInForce>(keyspace.hold(interval.hold));
  if (!hold || !isOf(hold, resource, interval)) return undefined;
  return { ...interval, by: hold.by, leftMs: await snapshot.leaseLeftMs(hold.lease) };
}

function stillCounts(reader: Reader, resource: string, interval: DiaryInterval): boolean {
  if ("booking" in interval) return true;
  const hold = reader.get<HoldInForce>(keyspace.hold(interval.hold));
  return hold !== undefined && isOf(hold, resource, interval);
}

/** What a diary has to know of a living hold. */
interface HoldInForce extends Slot {
  readonly by: string;
  readonly lease: LeaseId;
}

/** An id may be used again after its hold has lapsed: what that hold left must not count again. */
function isOf(hold: Slot, resource: string, { start, end }: Held): boolean {
  return hold.resource === resource && hold.start === start && hold.end === end;
}

function ownerOf(interval: DiaryInterval): string {
  return "booking" in interval ? `booking ${interval.booking}` : `hold ${interval.hold}`;
}
