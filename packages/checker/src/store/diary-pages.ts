/**
 * The diaries, followed commit by commit: which intervals stand in a resource's diary, and since when.
 *
 * An interval across midnight stands on the pages of both days. It is looked up under every day that it
 * touches, whichever pages it was written to: so one that was forgotten on the second day is still
 * seen to be in the way there.
 */

import {
  type DiaryInterval,
  type DiaryPage,
  diaryDays,
  readDiaryPage,
} from "@holdfast/shared-state";
import type { StoreChange, StoreCommit } from "../history.ts";
import { readKey } from "./store-keys.ts";

export interface Standing {
  readonly resource: string;
  readonly interval: DiaryInterval;
  /** The first commit that has it. */
  readonly since: StoreCommit;
  /** It was on a page that the history does not show from its beginning. */
  readonly fromBefore: boolean;
}

/** What stands in the diaries since a commit, and what no longer does. */
export interface Turned {
  readonly added: readonly Standing[];
  readonly removed: readonly Standing[];
}

interface Kept extends Standing {
  readonly pages: Set<string>;
}

export class DiaryPages {
  /** By resource and interval. */
  readonly #standing = new Map<string, Kept>();
  /** By resource and day. */
  readonly #onDay = new Map<string, Set<Kept>>();
  readonly #ofBooking = new Map<string, Set<Kept>>();
  /** By page, the name of what each of its lines says: of a page that changes, most lines do not. */
  readonly #pages = new Map<string, ReadonlyMap<string, string>>();

  apply(commit: StoreCommit): Turned {
    const turned = { added: [] as Kept[], removed: [] as Kept[] };
    for (const change of commit.changes) {
      const key = readKey(change.key);
      if (key?.of === "diary") this.#turn(key, change, commit, turned);
    }
    return turned;
  }

  /** Everything that the meeting, or the closure, has in any diary. */
  bookedBy(booking: string): Standing[] {
    return [...(this.#ofBooking.get(booking) ?? [])];
  }

  /** What shares a moment with the interval, itself left out. */
  inTheWayOf({ resource, interval }: Pick<Standing, "resource" | "interval">): Standing[] {
    const found = new Set<Kept>();
    for (const day of diaryDays(interval)) {
      for (const each of this.#onDay.get(`${resource} ${day}`) ?? []) {
        if (sharesMoment(each.interval, interval)) found.add(each);
      }
    }
    return [...found].filter((each) => nameOf(each.interval) !== nameOf(interval));
  }

  find(resource: string, interval: DiaryInterval): Standing | undefined {
    return this.#standing.get(`${resource} ${nameOf(interval)}`);
  }

  #turn(
    { resource, day }: { resource: string; day: string },
    { value, before }: StoreChange,
    commit: StoreCommit,
    turned: { added: Kept[]; removed: Kept[] },
  ): void {
    const page = `${resource} ${day}`;
    const old = this.#pages.get(page);
    const fromBefore = old === undefined && before !== 0;
    const now = new Map<string, string>();
    for (const line of value === undefined ? [] : linesOf(value)) {
      const known = old?.get(line);
      const interval = known === undefined ? readDiaryPage(day, line)[0] : undefined;
      const name = known ?? (interval && `${resource} ${nameOf(interval)}`);
      if (name === undefined) continue;
      now.set(line, name);
      const kept = interval && this.#standing.get(name);
      if (kept) kept.pages.add(day);
      else if (interval) {
        const standing = { resource, interval, since: commit, fromBefore };
        turned.added.push(this.#add(name, standing, day));
      }
    }
    this.#pages.set(page, now);
    for (const [line, name] of old ?? []) {
      const gone = now.has(line) ? undefined : this.#remove(name, day);
      if (gone) turned.removed.push(gone);
    }
  }

  #add(name: string, standing: Standing, day: string): Kept {
    const kept = { ...standing, pages: new Set([day]) };
    this.#standing.set(name, kept);
    for (const touched of diaryDays(standing.interval)) {
      const page = `${standing.resource} ${touched}`;
      const there = this.#onDay.get(page);
      if (there) there.add(kept);
      else this.#onDay.set(page, new Set([kept]));
    }
    const { booking } = kept.interval as { booking?: string };
    if (booking !== undefined) {
      const others = this.#ofBooking.get(booking);
      if (others) others.add(kept);
      else this.#ofBooking.set(booking, new Set([kept]));
    }
    return kept;
  }

  /** Undefined: it still stands on another page. */
  #remove(name: string, day: string): Kept | undefined {
    const kept = this.#standing.get(name);
    kept?.pages.delete(day);
    if (!kept || kept.pages.size > 0) return undefined;
    this.#standing.delete(name);
    for (const touched of diaryDays(kept.interval)) {
      this.#onDay.get(`${kept.resource} ${touched}`)?.delete(kept);
    }
    const { booking } = kept.interval as { booking?: string };
    if (booking !== undefined) this.#ofBooking.get(booking)?.delete(kept);
    return kept;
  }
}

/** `[start, end)`: those that touch share none. */
export function sharesMoment(
  a: { start: number; end: number },
  b: { start: number; end: number },
): boolean {
  return a.start < b.end && b.start < a.end;
}

/**
 * Each with its end, so that it is a page of its own.
 * @throws Error when that is no page, or one that was cut short: what it says, nobody knows
 */
function linesOf(page: unknown): DiaryPage[] {
  if (typeof page !== "string" || (page !== "" && !page.endsWith(";"))) {
    throw new Error("there is a page of a diary that cannot be read");
  }
  return page.match(/[^;]*;/g) ?? [];
}

/** Nobody's meeting: a room that is closed. */
export function isClosure({ booking }: { booking: string }): boolean {
  return booking.startsWith("closure/");
}

function nameOf(interval: DiaryInterval): string {
  const { start, end } = interval;
  const owner = "booking" in interval ? `booking ${interval.booking}` : `hold ${interval.hold}`;
  return `${start} ${end} ${owner}`;
}
