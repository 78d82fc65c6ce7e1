/**
 * What a client was shown is what the store had at the revision that the answer spoke of.
 *
 *     log      41: room v1      45: room v2      48: m1 booked
 *     reader                         reads at 46: room v1 ✗         reads at 49: no m1 ✗
 *
 * Judged are meetings and rooms by their versions (`read-meeting`, `read-room`), and the meetings of a room's
 * diary (`read-diary`), unless the run has that read from a view. Holds are left out: when one has lapsed, no
 * commit need say so yet. A version that no commit is known to have made shows nothing.
 */

import { type Breach, type Check, kept, violated } from "../check.ts";
import type { History, Operation, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages, isClosure, type Standing } from "../store/diary-pages.ts";
import { readKey } from "../store/store-keys.ts";
import { countInWords } from "../words.ts";

const DIARY = "read-diary";

export const readsAreTrue: Check = {
  name: "reads-are-true",
  promise:
    "What a client is shown is what the store had at the revision that the answer speaks of.",

  look(history) {
    const reads = readsOf(history);
    const commits = commitsOf(history);
    if (reads.length === 0 || commits.length === 0) return undefined;
    const log = new LogSoFar();
    let next = 0;
    for (const read of reads) {
      while (next < commits.length && commits[next]!.revision <= read.revision) {
        log.apply(commits[next]!);
        next += 1;
      }
      const breach = log.contradictionTo(read);
      if (breach) return breach;
    }
    const later = versionsAheadOf(reads, commits);
    return later ?? kept(`${countInWords(reads.length, "read")} compared with the log.`);
  },
};

type Read = Operation & { readonly revision: number };

/** By the revisions that their answers spoke of. */
function readsOf(history: History): Read[] {
  const run = history.find((entry) => entry.kind === "run");
  const turned = run?.dial?.[DIARY] ?? "strong";
  return history
    .filter((entry): entry is Read => {
      if (entry.kind !== "operation" || entry.outcome !== "ok") return false;
      if (entry.revision === undefined) return false;
      return versionShown(entry) !== undefined || (entry.name === DIARY && turned === "strong");
    })
    .sort((a, b) => a.revision - b.revision);
}

interface VersionShown {
  /** `meeting/m1`, `room/turing`. */
  readonly of: string;
  readonly version: number;
}

function versionShown({ name, input, output }: Operation): VersionShown | undefined {
  const { version } = asRecord(output);
  const { meeting, room } = asRecord(input);
  if (typeof version !== "number") return undefined;
  if (name === "read-meeting") return { of: `meeting/${String(meeting)}`, version };
  return name === "read-room" ? { of: `room/${String(room)}`, version } : undefined;
}

/** The versions that a commit has made. */
function versionsMadeBy({ changes }: StoreCommit): VersionShown[] {
  return changes.flatMap(({ key, value }) => {
    const about = readKey(key);
    if (value === undefined || !about) return [];
    if (about.of === "event") {
      return [{ of: `${about.category}/${about.id}`, version: about.position }];
    }
    const { version } = asRecord(value);
    if (about.of !== "document" || typeof version !== "number") return [];
    return [{ of: `${about.collection}/${about.id}`, version }];
  });
}

/** What the commits up to a revision have left. */
class LogSoFar {
  readonly #versions = new Map<string, { version: number; commit: StoreCommit }>();
  readonly #diaries = new DiaryPages();
  /** By meeting, room and times: what took it out of the diary. */
  readonly #gone = new Map<string, { standing: Standing; commit: StoreCommit }>();

  apply(commit: StoreCommit): void {
    for (const { of, version } of versionsMadeBy(commit)) {
      this.#versions.set(of, { version, commit });
    }
    const { added, removed } = this.#diaries.apply(commit);
    for (const standing of removed) this.#gone.set(placeOf(standing), { standing, commit });
    for (const standing of added) this.#gone.delete(placeOf(standing));
  }

  contradictionTo(read: Read): Breach | undefined {
    const shown = versionShown(read);
    return shown ? this.#newerThan(shown, read) : this.#otherDiaryThan(read);
  }

  #newerThan({ of, version }: VersionShown, read: Read): Breach | undefined {
    const made = this.#versions.get(of);
    if (!made || made.version <= version) return undefined;
    const said =
      `${read.process} was shown version ${version} of ${of} as of revision ${read.revision} ` +
      `(${read.id}), and revision ${made.commit.revision} had made version ${made.version} of it.`;
    return violated("older", `${of} ${read.id}`, [made.commit, read], said);
  }

  #otherDiaryThan(read: Read): Breach | undefined {
    const { start, end } = asRecord(read.input);
    if (typeof start !== "number" || typeof end !== "number") return undefined;
    const shown = new Set(meetingsShown(read));
    const interval = { start, end, booking: read.id };
    const standing = this.#diaries.inTheWayOf({ resource: read.key, interval }).filter(isMeeting);
    const missing = standing.find((each) => !shown.has(placeOf(each)));
    if (missing) {
      const said = `${of(missing)} stood in ${read.key} since revision ${missing.since.revision}, and ${read.process} was not shown it as of revision ${read.revision} (${read.id}).`;
      return violated("missing", `${placeOf(missing)} ${read.id}`, [missing.since, read], said);
    }
    const gone = [...shown].flatMap((place) => this.#gone.get(place) ?? [])[0];
    if (!gone) return undefined;
    const { since } = gone.standing;
    const said = `${of(gone.standing)} was taken out of ${read.key} in revision ${gone.commit.revision}, and ${read.process} was shown it as of revision ${read.revision} (${read.id}).`;
    const about = `${placeOf(gone.standing)} ${read.id}`;
    return violated("gone", about, [since, gone.commit, read], said);
  }
}

/** A version that was made later than the answer says it is. */
function versionsAheadOf(reads: readonly Read[], commits: readonly StoreCommit[]) {
  const made = new Map<string, StoreCommit>();
  for (const commit of commits) {
    for (const { of, version } of versionsMadeBy(commit)) made.set(`${of} ${version}`, commit);
  }
  for (const read of reads) {
    const shown = versionShown(read);
    const commit = shown && made.get(`${shown.of} ${shown.version}`);
    if (!shown || !commit || commit.revision <= read.revision) continue;
    const said =
      `${read.process} was shown version ${shown.version} of ${shown.of} as of revision ` +
      `${read.revision} (${read.id}), and it was made in revision ${commit.revision}.`;
    return violated("newer", `${shown.of} ${read.id}`, [commit, read], said);
  }
  return undefined;
}

function meetingsShown(read: Read): string[] {
  const { intervals } = asRecord(read.output);
  if (!Array.isArray(intervals)) return [];
  return intervals.flatMap((each: unknown) => {
    const { meeting, start, end } = asRecord(each);
    if (typeof meeting !== "string") return [];
    return [nameOfPlace(read.key, meeting, instantOf(start), instantOf(end))];
  });
}

function isMeeting({ interval }: Standing): boolean {
  return "booking" in interval && !isClosure(interval);
}

function placeOf({ resource, interval }: Standing): string {
  return nameOfPlace(resource, of({ interval }), interval.start, interval.end);
}

function nameOfPlace(resource: string, meeting: string, start: number, end: number): string {
  return `${resource} ${meeting} ${start} ${end}`;
}

function of({ interval }: Pick<Standing, "interval">): string {
  return "booking" in interval ? interval.booking : interval.hold;
}

/** Milliseconds since the epoch, as a number or as ISO 8601 writes it. */
function instantOf(at: unknown): number {
  return typeof at === "string" ? Date.parse(at) : Number(at ?? Number.NaN);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
