/**
 * Nobody is shown less of a room's diary than they know already.
 *
 *     ada   books m1 ── ok      reads the diary ── nothing there ✗
 *     ada   reads: m1 is there  reads the diary ── nothing there ✗
 *
 * Judged are the diaries that clients were shown (`read-diary`), each beside what the same client had been
 * told before it asked. A meeting that somebody has begun to cancel or to move, or whose room somebody has
 * begun to close, may be gone.
 */

import { type Breach, type Check, kept, violated } from "../check.ts";
import type { History, Operation } from "../history.ts";
import { countInWords } from "../words.ts";

const READ = "read-diary";
const BOOKS = ["book", "confirm-hold"];
const TAKES_AWAY = ["cancel", "move", "close-room"];

export const noStaleRead: Check = {
  name: "no-stale-read",
  promise:
    "Nobody is shown less of a room's diary than they have booked, or have been shown, before.",

  look(history) {
    const operations = operationsOf(history);
    const reads = operations.filter(({ name, outcome }) => name === READ && outcome === "ok");
    if (reads.length === 0) return undefined;
    const takenAway = operations.filter(({ name }) => TAKES_AWAY.includes(name));
    for (const read of reads) {
      const breach = missingIn(read, operations, takenAway);
      if (breach) return breach;
    }
    return kept(`${countInWords(reads.length, "diary")} looked at.`.replace("diarys", "diaries"));
  },
};

/** A meeting that a client knows to be in a room, and from which operation. */
interface Known {
  readonly meeting: string;
  readonly start: number;
  readonly end: number;
  readonly from: Operation;
}

function missingIn(
  read: Operation,
  operations: readonly Operation[],
  takenAway: readonly Operation[],
): Breach | undefined {
  const { process, key, invokedMs, completedMs = Number.POSITIVE_INFINITY } = read;
  const { start, end } = spanOf(read.input);
  const shown = new Set(meetingsIn(read).map(({ meeting }) => meeting));
  const before = operations.filter((each) => {
    const answeredMs = each.completedMs ?? Number.POSITIVE_INFINITY;
    const isTheirs = each.process === process && each.outcome === "ok";
    return isTheirs && each.key === key && answeredMs < invokedMs;
  });
  const known = before.flatMap((each) => knownFrom(each));
  const missing = known.find(
    (each) =>
      each.start < end &&
      start < each.end &&
      !shown.has(each.meeting) &&
      !takenAway.some((other) => mayRemove(other, each, key) && other.invokedMs < completedMs),
  );
  if (!missing) return undefined;
  const { from, meeting } = missing;
  const how = from.name === READ ? "had been shown" : "had booked";
  const said = `${process} ${how} ${meeting} (${from.id}), and was then shown ${key} without it (${read.id}).`;
  return violated("not-shown", `${meeting} ${read.id}`, [from, read], said);
}

function knownFrom(operation: Operation): Known[] {
  if (operation.name === READ) return meetingsIn(operation);
  if (!BOOKS.includes(operation.name)) return [];
  const { meeting } = asRecord(operation.output);
  if (typeof meeting !== "string") return [];
  return [{ meeting, ...spanOf(operation.input), from: operation }];
}

function meetingsIn(read: Operation): Known[] {
  const { intervals } = asRecord(read.output);
  if (!Array.isArray(intervals)) return [];
  return intervals.flatMap((each: unknown) => {
    const { meeting } = asRecord(each);
    return typeof meeting === "string" ? [{ meeting, ...spanOf(each), from: read }] : [];
  });
}

function mayRemove({ name, key, input }: Operation, { meeting }: Known, room: string): boolean {
  return name === "close-room" ? key === room : asRecord(input).meeting === meeting;
}

function spanOf(value: unknown): { start: number; end: number } {
  const { start, end } = asRecord(value);
  return { start: instantOf(start), end: instantOf(end) };
}

/** Milliseconds since the epoch, as a number or as ISO 8601 writes it. */
function instantOf(at: unknown): number {
  return typeof at === "string" ? Date.parse(at) : Number(at ?? Number.NaN);
}

function operationsOf(history: History): Operation[] {
  return history.filter((entry) => entry.kind === "operation");
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
