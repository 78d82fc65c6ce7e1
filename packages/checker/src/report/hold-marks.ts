/**
 * What the store says of each resource: its holds, from when they were placed to when they were
 * confirmed, released or had lapsed; and its bookings, from then on.
 */

import { readDiaryPage } from "@holdfast/shared-state";
import type { StoreChange, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages, type Standing, type Turned } from "../store/diary-pages.ts";
import { type HoldEnd, type HoldVersion, holdVersions } from "../store/hold-versions.ts";
import { spanInWords } from "../words.ts";
import type { Draft } from "./draft.ts";
import { isOf, type Numbered } from "./entry-marks.ts";
import type { Fact } from "./page/drawing.ts";
import { plainText } from "./plain-text.ts";
import type { RunClock } from "./run-clock.ts";

interface Booked {
  readonly standing: Standing;
  until?: StoreCommit;
}

type HoldBecame = "confirmed" | "released" | "lapsed" | "changed hands" | "still held";

const PAGE = /^(?:-?\d+\.\.-?\d+ (?:booked|held) [^;]*;)*$/;
/** More than anything that can be booked. */
const STRETCH_MS_MAX = 31 * 86_400_000;

export function holdMarks(entries: readonly Numbered[], clock: RunClock): Draft[] {
  const numberedCommits = entries.filter(isOf("commit"));
  const lines = new Map(numberedCommits.map(({ entry, line }) => [entry.revision, line]));
  const commits = commitsOf(numberedCommits.map(({ entry }) => entry)).map(readable);
  const bookings = followBookings(commits);
  const confirmed = new Set(bookings.map(({ standing }) => confirmationOf(standing)));
  const lineOf = ({ revision }: StoreCommit) => lines.get(revision) ?? 0;
  const holds = [...holdVersions(commits)].flatMap(([id, versions]) =>
    versions.map((version, index) => {
      const became = becameOf(version, versions[index + 1], confirmed);
      return holdMark(id, version, { became, line: lineOf(version.put), clock });
    }),
  );
  const booked = bookings.map((each) =>
    bookingMark(each, { line: lineOf(each.standing.since), clock }),
  );
  return [...holds, ...booked];
}

/** A program that was put to the test may have written anything: that is a finding, not a drawing. */
function readable(commit: StoreCommit): StoreCommit {
  return { ...commit, changes: commit.changes.filter(isReadable) };
}

function isReadable({ key, value }: StoreChange): boolean {
  if (value === undefined) return true;
  if (key[0] === "diary") return typeof value === "string" && canBeRead(key, value);
  if (key[0] !== "hold") return true;
  const { start, end, resource } = (value ?? {}) as Record<string, unknown>;
  return typeof resource === "string" && isStretch({ start: Number(start), end: Number(end) });
}

/** Looked at before it is read: whoever reads a page relies on its being one. */
function canBeRead(key: StoreChange["key"], page: string): boolean {
  if (!PAGE.test(page)) return false;
  return readDiaryPage(String(key[2]), page).every(isStretch);
}

function isStretch({ start, end }: { start: number; end: number }): boolean {
  return start < end && end - start <= STRETCH_MS_MAX && isTime(start) && isTime(end);
}

function isTime(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime());
}

function followBookings(commits: readonly StoreCommit[]): Booked[] {
  const pages = new DiaryPages();
  const all: Booked[] = [];
  const standing = new Map<Standing, Booked>();
  for (const commit of commits) {
    const { added, removed }: Turned = pages.apply(commit);
    for (const each of added.filter(({ interval }) => "booking" in interval)) {
      const booked: Booked = { standing: each };
      all.push(booked);
      standing.set(each, booked);
    }
    for (const each of removed) {
      const booked = standing.get(each);
      if (booked) booked.until = commit;
    }
  }
  return all;
}

/** Where a hold has to end for it to have become this booking. */
function confirmationOf({ resource, interval, since }: Standing): string {
  return JSON.stringify([since.revision, resource, interval.start, interval.end]);
}

function becameOf(
  { hold, ended }: HoldVersion,
  next: HoldVersion | undefined,
  confirmed: ReadonlySet<string>,
): HoldBecame {
  if (!ended) return "still held";
  if (ended.lapsed) return "lapsed";
  if (next?.put === ended.commit) return "changed hands";
  const { resource, start, end } = hold;
  const place = JSON.stringify([ended.commit.revision, resource, start, end]);
  return confirmed.has(place) ? "confirmed" : "released";
}

function holdMark(
  id: string,
  { hold, put, ended }: HoldVersion,
  { became, line, clock }: { became: HoldBecame; line: number; clock: RunClock },
): Draft {
  const fromMs = clock.ofCommit(put.revision);
  const toMs = ended ? clock.ofCommit(ended.commit.revision) : clock.endMs;
  const slot = spanInWords(hold);
  return {
    ...{ on: { group: "Held and booked", name: hold.resource }, shape: "bar", main: false },
    ...{ look: became === "lapsed" ? "lapsed" : "held", lines: [line], fromMs, toMs },
    ...(ended?.lapsed && { turnsMs: lapsedMs(ended, { fromMs, toMs, clock }) }),
    ...(!ended && { open: true }),
    label: `hold: ${became}`,
    words: plainText(`Hold ${id} by ${hold.by} on ${hold.resource} ${slot}: ${became}.`),
    facts: facts(
      ["placed", `revision ${put.revision}`],
      ["fence", String(hold.fence)],
      ["ended", ended ? `revision ${ended.commit.revision}, ${became}` : "not in this run"],
    ),
  };
}

/** When it was over, as the store has noted it; otherwise when somebody came to reap it. */
function lapsedMs(
  { lapsedAt }: HoldEnd,
  { fromMs, toMs, clock }: { fromMs: number; toMs: number; clock: RunClock },
): number {
  if (lapsedAt === undefined) return toMs;
  return Math.min(toMs, Math.max(fromMs, clock.sinceWall(lapsedAt)));
}

function bookingMark(
  { standing, until }: Booked,
  { line, clock }: { line: number; clock: RunClock },
): Draft {
  const { resource, interval, since } = standing;
  const id = "booking" in interval ? interval.booking : "";
  const slot = spanInWords(interval);
  return {
    ...{ on: { group: "Held and booked", name: resource }, shape: "bar", main: false },
    ...{ look: "booked", lines: [line], fromMs: clock.ofCommit(since.revision) },
    toMs: until ? clock.ofCommit(until.revision) : clock.endMs,
    ...(!until && { open: true }),
    label: `booked ${slot
      .replace(/ on .*$/, "")
      .replace("from ", "")
      .replace(" to ", "–")}`,
    words: plainText(`Booking ${id} of ${resource} ${slot}.`),
    facts: facts(
      ["booked", `revision ${since.revision}`],
      ["freed", until ? `revision ${until.revision}` : "not in this run"],
    ),
  };
}

function facts(...all: readonly Fact[]): readonly Fact[] {
  return all;
}
