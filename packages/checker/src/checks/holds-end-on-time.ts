/**
 * A hold ends when its lease does: not before, and nobody notices anything of it afterwards.
 *
 *     place-hold ├──────┤ "for so long from now"
 *                earliest · · · · latest             its deadline lies in between
 *     gone       ├─┤ ✗                              another has the slot, or it was reaped
 *     used                              ├──┤ ✗       confirmed, in somebody's way, shown in a diary
 *
 * The deadline is what the client reckons from what it asked for, on the clock that all processes share: so it
 * is known without the store, which may be mistaken about it, and whatever the wall clock does. Only
 * holds count that clients have placed. Who has one confirmed keeps it for longer, and never for less.
 */

import { diaryDays } from "@holdfast/shared-state";
import { type Breach, type Check, kept, violated } from "../check.ts";
import type { History, HistoryEntry, Operation, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { DiaryPages, isClosure, type Standing, sharesMoment } from "../store/diary-pages.ts";
import { type HoldVersion, holdVersions } from "../store/hold-versions.ts";
import { Knowings } from "../store/knowings.ts";
import { countInWords } from "../words.ts";

export const holdsEndOnTime: Check = {
  name: "holds-end-on-time",
  promise: "A hold lives until its lease ends, and nothing is noticed of it afterwards.",

  look(history) {
    const placed = placedHolds(history);
    if (placed.length === 0) return undefined;
    const operations = history.filter((entry) => entry.kind === "operation");
    const claims = new Claims(commitsOf(history));
    const knowings = new Knowings(history);
    for (const each of placed) {
      const breach =
        usedAfterwards(each, operations) ??
        inTheWayAfterwards(each, operations, claims) ??
        goneBefore(each, claims, knowings);
      if (breach) return breach;
    }
    return kept(`${countInWords(placed.length, "hold")} of clients looked at.`);
  },
};

interface Placed {
  readonly id: string;
  readonly operation: Operation;
  /** It cannot have ended before … */
  readonly earliestMs: number;
  /** … nor live on after. */
  readonly latestMs: number;
  /** What the log says of it; empty: nothing. */
  readonly versions: readonly HoldVersion[];
}

/** Clients reckon in whole milliseconds. */
const ROUNDED_MS = 1;

function placedHolds(history: History): Placed[] {
  const operations = history.filter(isPlacing);
  if (operations.length === 0) return [];
  const versions = holdVersions(commitsOf(history));
  return operations.flatMap((operation) => {
    const { output, invokedMs, completedMs } = operation;
    const { hold, lapsesAtMs } = (output ?? {}) as { hold?: unknown; lapsesAtMs?: unknown };
    if (typeof hold !== "string" || typeof lapsesAtMs !== "number") return [];
    if (completedMs === undefined) return [];
    const earliestMs = invokedMs + (lapsesAtMs - completedMs) - ROUNDED_MS;
    const known = versions.get(hold) ?? [];
    return [{ id: hold, operation, earliestMs, latestMs: lapsesAtMs, versions: known }];
  });
}

function isPlacing(entry: HistoryEntry): entry is Operation {
  return entry.kind === "operation" && entry.name === "place-hold" && entry.outcome === "ok";
}

function usedAfterwards(placed: Placed, operations: readonly Operation[]): Breach | undefined {
  const late = operations.find(
    ({ name, outcome, invokedMs, input }) =>
      name === "confirm-hold" &&
      outcome === "ok" &&
      invokedMs > placed.latestMs &&
      (input as { hold?: unknown } | null)?.hold === placed.id,
  );
  if (!late) return undefined;
  const said = `${beginning(placed)}, and ${late.process} had it confirmed later than that.`;
  return violated("used-afterwards", placed.id, [placed.operation, late], said);
}

/** Nobody had ever taken anything of that time but this hold, and it was never taken over. */
function inTheWayAfterwards(
  placed: Placed,
  operations: readonly Operation[],
  claims: Claims,
): Breach | undefined {
  const [version, ...others] = placed.versions;
  if (!version || others.length > 0) return undefined;
  const { hold, put } = version;
  const late = operations.find(
    (each) =>
      each.invokedMs > placed.latestMs &&
      (wasRefused(each, hold) || hasShown(each, hold)) &&
      claims.isAlone(placed.id, hold.resource, spanIn(each) ?? hold),
  );
  if (!late) return undefined;
  const { process, name, outcome } = late;
  const said =
    `${beginning(placed)}, and ${process}, who came later than that, still met with it: ` +
    `${name} was ${outcome}.`;
  return violated("in-the-way-afterwards", placed.id, [placed.operation, put, late], said);
}

function goneBefore(placed: Placed, claims: Claims, knowings: Knowings): Breach | undefined {
  const [first] = placed.versions;
  const ended = placed.versions.at(-1)?.ended;
  if (!first || !ended?.lapsed) return undefined;
  const until = ended.commit.revision;
  const taken = claims.takenFrom(placed.id, first, until);
  const gone = taken ?? ended.commit;
  const knowing = knowings.ofAtLeast(gone.revision);
  if (!knowing || knowing.atMs >= placed.earliestMs) return undefined;
  const how = taken ? "gave its time away" : "reaped it";
  const said =
    `${beginning(placed)}, and revision ${gone.revision} ${how} ` +
    `${Math.ceil(placed.earliestMs - knowing.atMs)} ms or more before that.`;
  const entries = [placed.operation, first.put, gone, ended.commit, knowing.entry];
  return violated("gone-before", placed.id, [...new Set(entries)], said);
}

function beginning({ id, operation }: Placed): string {
  const { completedMs = 0, output } = operation;
  const forMs = Math.round((output as { lapsesAtMs: number }).lapsesAtMs - completedMs);
  return `${operation.process} was told that hold ${id} lives for ${forMs} ms`;
}

/** Everything that has ever taken anybody's time. */
class Claims {
  /** By resource and day. */
  readonly #standing = new Map<string, Standing[]>();

  constructor(commits: readonly StoreCommit[]) {
    const pages = new DiaryPages();
    for (const commit of commits) {
      for (const standing of pages.apply(commit).added) {
        for (const day of diaryDays(standing.interval)) {
          const page = `${standing.resource} ${day}`;
          const there = this.#standing.get(page);
          if (there) there.push(standing);
          else this.#standing.set(page, [standing]);
        }
      }
    }
  }

  isAlone(hold: string, resource: string, span: Span): boolean {
    return this.#others(hold, resource, span).length === 0;
  }

  /** The first commit after the hold was placed that gave some of its time to somebody else. */
  takenFrom(id: string, { hold, put }: HoldVersion, until: number): StoreCommit | undefined {
    return this.#others(id, hold.resource, hold)
      .filter(({ interval }) => !("booking" in interval && isClosure(interval)))
      .map(({ since }) => since)
      .find(({ revision }) => put.revision < revision && revision <= until);
  }

  #others(hold: string, resource: string, span: Span): Standing[] {
    const found = diaryDays(span).flatMap((day) => this.#standing.get(`${resource} ${day}`) ?? []);
    return found.filter(
      ({ interval }) =>
        sharesMoment(interval, span) && !("hold" in interval && interval.hold === hold),
    );
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const IN_THE_WAY = /^(room-)?(held|taken)$/;

function wasRefused(operation: Operation, hold: HoldVersion["hold"]): boolean {
  const { name, outcome, key, output } = operation;
  if (name !== "place-hold" && name !== "book") return false;
  const { reason } = (output ?? {}) as { reason?: unknown };
  const because = typeof reason === "string" && IN_THE_WAY.test(reason);
  if (outcome !== "refused" || !because || key !== hold.resource) return false;
  const asked = spanIn(operation);
  return asked !== undefined && sharesMoment(asked, hold);
}

/** In a diary, as held, and for exactly that time. */
function hasShown({ name, outcome, key, output }: Operation, hold: HoldVersion["hold"]): boolean {
  if (name !== "read-diary" || outcome !== "ok" || key !== hold.resource) return false;
  const { intervals } = (output ?? {}) as { intervals?: unknown };
  return (Array.isArray(intervals) ? intervals : []).some(
    (each: Readonly<Record<string, unknown>>) =>
      each?.status === "held" && timeOf(each.start) === hold.start && timeOf(each.end) === hold.end,
  );
}

/** What a booking or a hold was asked for. */
function spanIn({ name, input }: Operation): Span | undefined {
  if (name !== "place-hold" && name !== "book") return undefined;
  const { start, end } = (input ?? {}) as { start?: unknown; end?: unknown };
  return typeof start === "number" && typeof end === "number" ? { start, end } : undefined;
}

function timeOf(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number(value);
}
