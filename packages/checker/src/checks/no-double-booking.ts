/**
 * No two living holds or bookings of a resource overlap.
 *
 * Each commit is looked at as it happened: whatever it adds must not overlap what stands there already.
 *
 *     revision 41   |====== m1 ======|
 *     revision 44             |====== m2 ======|      ✗ promised twice
 *                                    |== m3 ==|       touching m1 is free
 *
 * Not in the way are: a hold that has lapsed, or may have; a booking of the very meeting that is being
 * moved; what was there already, of a closure. A hold whose interval somebody has swept out of the diary
 * still counts if it is seen to be alive later.
 */

import type { DiaryInterval } from "@holdfast/shared-state";
import { type Check, kept, unclear, violated } from "../check.ts";
import type { StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages, isClosure, type Standing, sharesMoment } from "../store/diary-pages.ts";
import {
  type HoldVersion,
  type HoldVersions,
  hadLapsedBy,
  holdVersions,
  surelyLived,
  versionAfter,
  versionBefore,
} from "../store/hold-versions.ts";
import { readKey } from "../store/store-keys.ts";
import { countInWords, spanInWords } from "../words.ts";

interface Pair {
  readonly earlier: Claim;
  readonly later: Claim;
}

/** Something that takes a resource's time. */
interface Claim {
  readonly resource: string;
  readonly interval: DiaryInterval;
  readonly since: StoreCommit;
  readonly fromBefore: boolean;
  /** What else has to be known to see that it counts: who saw the hold alive afterwards. */
  readonly seenAliveBy?: StoreCommit;
}

export const noDoubleBooking: Check = {
  name: "no-double-booking",
  promise: "No two living holds or bookings of a room or person overlap.",
  judgedByCommits: ["place-hold", "book", "move", "confirm-hold"],

  look(history) {
    const commits = commitsOf(history);
    const following = new Following(holdVersions(commits));
    let count = 0;
    let before: Pair | undefined;
    for (const commit of commits) {
      for (const claim of following.apply(commit)) {
        count += 1;
        const earlier = following.obstacleTo(claim, commit);
        if (!earlier) continue;
        const pair = { earlier, later: claim };
        if (!earlier.fromBefore || !claim.fromBefore) return tell(pair);
        before ??= pair;
      }
    }
    if (before) return unclear(`Before the history begins, ${inWords(before)}.`);
    return count === 0 ? undefined : kept(`${countInWords(count, "hold or booking")} looked at.`);
  },
};

class Following {
  readonly #pages = new DiaryPages();
  readonly #versions: HoldVersions;
  /** The holds whose keys stand, by resource. */
  readonly #holds = new Map<string, Map<string, HoldVersion>>();
  /** Which meeting a saga is about. */
  readonly #meetings = new Map<string, string>();

  constructor(versions: HoldVersions) {
    this.#versions = versions;
  }

  /** What takes somebody's time from this commit on. */
  apply(commit: StoreCommit): Claim[] {
    const holds: Claim[] = [];
    for (const change of commit.changes) {
      const key = readKey(change.key);
      if (key?.of === "hold") holds.push(...this.#turnHold(key.id, commit));
      if (key?.of === "saga") this.#noteSaga(key.id, change.value);
    }
    const added = this.#pages.apply(commit).added.filter((each) => this.#counts(each, commit));
    const known = new Set(added.map(nameOf));
    return [...added, ...holds.filter((each) => !known.has(nameOf(each)))];
  }

  obstacleTo(claim: Claim, commit: StoreCommit): Claim | undefined {
    const onPages = this.#pages
      .inTheWayOf(claim)
      .filter((other) => this.#counts(other, commit) && !this.#mayHaveLapsed(other, commit))
      .filter((other) => !this.#mayOverlap(claim, other));
    return onPages[0] ?? this.#sweptOut(claim).find((other) => !this.#mayOverlap(claim, other));
  }

  #turnHold(id: string, { revision }: StoreCommit): Claim[] {
    const versions = this.#versions.get(id);
    const before = versionBefore(versions, revision);
    const now = versionAfter(versions, revision);
    if (before) this.#holds.get(before.hold.resource)?.delete(id);
    if (!now) return [];
    const { resource } = now.hold;
    const there = this.#holds.get(resource) ?? new Map<string, HoldVersion>();
    this.#holds.set(resource, there.set(id, now));
    return before ? [] : [claimOf(now)];
  }

  #noteSaga(id: string, value: unknown): void {
    const { input } = (value ?? {}) as { input?: { meeting?: unknown } };
    if (typeof input?.meeting === "string") this.#meetings.set(id, input.meeting);
  }

  /** Living holds that are on no page any more. */
  #sweptOut({ resource, interval }: Claim): Claim[] {
    return [...(this.#holds.get(resource)?.values() ?? [])]
      .filter(surelyLived)
      .map(claimOf)
      .filter(
        (other) =>
          sharesMoment(other.interval, interval) &&
          nameOf(other) !== nameOf({ resource, interval }) &&
          !this.#pages.find(resource, other.interval),
      );
  }

  #counts({ resource, interval }: Standing, { revision, at }: StoreCommit): boolean {
    if ("booking" in interval) return true;
    const version = versionAfter(this.#versions.get(interval.hold), revision);
    if (!version || hadLapsedBy(version, at)) return false;
    const { hold } = version;
    return hold.resource === resource && sharesMoment(hold, interval);
  }

  /** It was reaped later on, and when it had lapsed nobody has noted. */
  #mayHaveLapsed({ interval }: Standing, { revision }: StoreCommit): boolean {
    if ("booking" in interval) return false;
    const ended = versionAfter(this.#versions.get(interval.hold), revision)?.ended;
    return ended?.lapsed === true && ended.lapsedAt === undefined;
  }

  #mayOverlap(claim: Claim, other: Claim): boolean {
    const [a, b] = [claim.interval, other.interval];
    if ("booking" in a && "booking" in b) {
      if (a.booking === b.booking || isClosure(a)) return true;
      // Of two that came at once, or before the history, nobody knows which was there first.
      return isClosure(b) && (claim.fromBefore || claim.since === other.since);
    }
    if ("booking" in a && "hold" in b) return isClosure(a) || this.#isForMeeting(b.hold, a.booking);
    if ("hold" in a && "booking" in b) return this.#isForMeeting(a.hold, b.booking);
    return "hold" in a && "hold" in b && a.hold === b.hold;
  }

  /** A saga that moves a meeting holds new time, of which some may be the meeting's own. */
  #isForMeeting(hold: string, meeting: string): boolean {
    const versions = this.#versions.get(hold) ?? [];
    return versions.some(({ hold: { by } }) => this.#meetings.get(by) === meeting);
  }
}

function claimOf({ hold, put, ended }: HoldVersion): Claim {
  const { resource, start, end, id } = hold;
  const seen = ended && !ended.lapsed ? { seenAliveBy: ended.commit } : {};
  return { resource, interval: { start, end, hold: id }, since: put, fromBefore: false, ...seen };
}

function nameOf({ resource, interval }: Pick<Claim, "resource" | "interval">): string {
  return `${resource} ${interval.start} ${interval.end} ${ownerOf(interval)}`;
}

function ownerOf(interval: DiaryInterval): string {
  return "booking" in interval ? interval.booking : `hold ${interval.hold}`;
}

function tell(pair: Pair) {
  const { earlier, later } = pair;
  const about = [earlier, later].map(nameOf).sort().join(" and ");
  const seen = earlier.seenAliveBy ? [earlier.seenAliveBy] : [];
  return violated("overlap", about, [earlier.since, later.since, ...seen], `${inWords(pair)}.`);
}

function inWords({ earlier, later }: Pair): string {
  return `${earlier.resource} was promised twice: ${partOf(earlier)}, and ${partOf(later)}`;
}

function partOf({ interval, since }: Claim): string {
  return `to ${ownerOf(interval)} ${spanInWords(interval)} at revision ${since.revision}`;
}
