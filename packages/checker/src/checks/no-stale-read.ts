/**
 * Nobody is shown less than they know already.
 *
 *     ada   books m1 ── ok      reads the diary ── nothing there ✗
 *     ada   reads: m1 is there  reads the diary ── nothing there ✗
 *     ada   edits ── ok, at 45  grace reads ── as of 41 ✗
 *     ada   reads a view, at least 45 ── as of 41 ✗
 *
 * The diaries that clients were shown (`read-diary`) are judged by what is in them, each beside what the same
 * client had been told before it asked. A meeting that somebody has begun to cancel or to move, or whose room
 * somebody has begun to close, may be gone. What is read from the state itself (`read-meeting`, `read-room`,
 * too) is judged by the revision that the answer spoke of: not before what anybody had been told by then.
 * Of a view that holds only for what the reader has asked for.
 */

import { type Breach, type Check, kept, violated } from "../check.ts";
import type { History, Operation } from "../history.ts";
import { countInWords } from "../words.ts";

const READ = "read-diary";
const FROM_THE_STATE = [READ, "read-meeting", "read-room"];
const BOOKS = ["book", "confirm-hold"];
const TAKES_AWAY = ["cancel", "move", "close-room"];

export const noStaleRead: Check = {
  name: "no-stale-read",
  promise:
    "Nobody is shown less than they know: what they have booked, been shown before, or asked for.",

  look(history) {
    const operations = operationsOf(history);
    const reads = operations.filter(isRead);
    if (reads.length === 0) return undefined;
    const takenAway = operations.filter(({ name }) => TAKES_AWAY.includes(name));
    for (const read of reads.filter(({ name }) => name === READ)) {
      const breach = missingIn(read, operations, takenAway);
      if (breach) return breach;
    }
    const behind = reads.map(behindItsWish).find((breach) => breach !== undefined);
    const breach = behind ?? beforeWhatWasTold(reads, operations);
    return breach ?? kept(`${countInWords(reads.length, "read")} looked at.`);
  },
};

/** It says something of which there is an order: what it shows, or as of when. */
function isRead({ name, outcome, input, revision }: Operation): boolean {
  if (outcome !== "ok") return false;
  return name === READ || (revision !== undefined && isOrdered({ name, input }));
}

function isOrdered({ name, input }: Pick<Operation, "name" | "input">): boolean {
  return FROM_THE_STATE.includes(name) || asRecord(input).atLeast !== undefined;
}

function behindItsWish(read: Operation): Breach | undefined {
  const { atLeast } = asRecord(read.input);
  const { id, process, name, revision } = read;
  if (!name.startsWith("read-") || typeof atLeast !== "number") return undefined;
  if (revision === undefined || revision >= atLeast) return undefined;
  const said = `${process} asked for at least revision ${atLeast}, and was answered as of ${revision} (${id}).`;
  return violated("behind-its-wish", id, [read], said);
}

/** Whatever anybody had been told of before it was asked for has happened by then. */
function beforeWhatWasTold(
  reads: readonly Operation[],
  operations: readonly Operation[],
): Breach | undefined {
  const told = operations
    .filter(({ completedMs, revision }) => completedMs !== undefined && revision !== undefined)
    .sort((a, b) => a.completedMs! - b.completedMs!);
  const asked = reads
    .filter(({ name, revision }) => FROM_THE_STATE.includes(name) && revision !== undefined)
    .sort((a, b) => a.invokedMs - b.invokedMs);
  let next = 0;
  let latest: Operation | undefined;
  for (const read of asked) {
    for (; next < told.length && told[next]!.completedMs! < read.invokedMs; next++) {
      if (!latest || told[next]!.revision! > latest.revision!) latest = told[next];
    }
    if (!latest || read.revision! >= latest.revision!) continue;
    const said =
      `${latest.process} had been told of revision ${latest.revision} (${latest.id}), and ` +
      `${read.process}, who asked later, was shown ${read.key} as of ${read.revision} (${read.id}).`;
    return violated("before-what-was-told", read.id, [latest, read], said);
  }
  return undefined;
}

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
