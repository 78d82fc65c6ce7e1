/**
 * What happened in a conflict, drawn in text: a lane for each process, time downwards.
 *
 *      ms   ada                        bob
 *     0.0  ┌ book 09:00–10:00
 *     1.2  │ • get-day → ok
 *     1.9  │ ■ stands still           ┌ book 09:30–10:30
 *     4.0  │                          └ book → ok              ◀ 2
 *     4.4  └ book → ok          ◀ 1
 *
 * What the witness consists of is numbered. Around it stands what its processes did meanwhile.
 */

import {
  type EntryRef,
  type Fault,
  type History,
  type HistoryEntry,
  type Operation,
  refOf,
} from "@holdfast/checker";

/** Beyond so many rows only what the witness consists of is drawn. */
const ROWS_MAX = 40;

/** As wide as most terminals are. */
const WIDTH = 118;
const TIME_WIDTH = 9;
const LANE_MIN = 24;
const ASKED_MIN = 8;

export function timeline(history: History, witness: readonly EntryRef[]): string[] {
  const named = new Set(witness.map(nameOf));
  const isWitness = (entry: HistoryEntry) => {
    const ref = refOf(entry);
    return ref !== undefined && named.has(nameOf(ref));
  };
  const happened = history.filter(isShown);
  const inOrder = happened.filter(isWitness).sort((a, b) => endOf(a) - endOf(b));
  const overMs = Math.max(...inOrder.map(endOf));
  const shown = happened.filter((entry) => startOf(entry) <= overMs);
  const numbers = new Map(inOrder.map((entry, index) => [nameOf(refOf(entry)!), index + 1]));
  const all = drawn(shown, numbers);
  return all.length <= ROWS_MAX ? all : drawn(shown.filter(isWitness), numbers);
}

type Shown = Operation | Fault;

function isShown(entry: HistoryEntry): entry is Shown {
  return entry.kind === "operation" || (entry.kind === "fault" && entry.phase !== "announced");
}

/** Something that happens in a lane at an instant. */
interface Mark {
  readonly lane: string;
  readonly atMs: number;
  readonly text: string;
  /** How many operations of its lane are open around it. */
  readonly depth: number;
  readonly number?: number | undefined;
}

function drawn(shown: readonly Shown[], numbers: ReadonlyMap<string, number>): string[] {
  const marks = shown.flatMap((entry) => marksOf(entry, shown, numbers));
  marks.sort((a, b) => a.atMs - b.atMs);
  const lanes = [...new Set(marks.map(({ lane }) => lane))];
  const room = Math.max(LANE_MIN, Math.floor((WIDTH - TIME_WIDTH) / lanes.length) - 2);
  const texts = marks.map((mark) => "│ ".repeat(mark.depth) + fitted(mark, room - 2 * mark.depth));
  const widths = lanes.map((lane) => {
    const own = texts.filter((_, at) => marks[at]!.lane === lane);
    return Math.max(lane.length, ...own.map(({ length }) => length));
  });
  const cells = (text: (lane: string) => string) =>
    lanes.map((lane, at) => text(lane).padEnd(widths[at]! + 2)).join("");
  const beganMs = marks[0]?.atMs ?? 0;
  const rows = marks.map((mark, at) => {
    const row = cells((lane) => (lane === mark.lane ? texts[at]! : openAt(lane, mark, shown)));
    return `${(mark.atMs - beganMs).toFixed(1).padStart(7)}  ${row}`.trimEnd();
  });
  return [`${"ms".padStart(7)}  ${cells((lane) => lane)}`.trimEnd(), ...rows];
}

function marksOf(
  entry: Shown,
  shown: readonly Shown[],
  numbers: ReadonlyMap<string, number>,
): Mark[] {
  const ref = refOf(entry);
  const number = ref && numbers.get(nameOf(ref));
  if (entry.kind === "fault") {
    const depth = depthOf(entry.target, entry.atMs, shown);
    return [{ lane: entry.target, atMs: entry.atMs, depth, text: faultInWords(entry), number }];
  }
  const { process: lane, invokedMs, completedMs } = entry;
  const depth = depthOf(lane, invokedMs, shown, entry);
  const begun = `${entry.name} ${valueInWords(entry.input)}`.trim();
  if (completedMs === undefined) {
    return [{ lane, atMs: invokedMs, depth, text: `┌ ${begun} (and no answer ever came)`, number }];
  }
  const output = valueInWords(entry.output);
  const told =
    entry.outcome === "ok" && output !== "" ? output : `${entry.outcome} ${output}`.trim();
  const hasInside = shown.some(
    (other) => other !== entry && invokedMs < startOf(other) && startOf(other) < completedMs,
  );
  if (!hasInside) {
    return [{ lane, atMs: completedMs, depth, text: `• ${begun} → ${told}`, number }];
  }
  return [
    { lane, atMs: invokedMs, depth, text: `┌ ${begun}` },
    { lane, atMs: completedMs, depth, text: `└ ${entry.name} → ${told}`, number },
  ];
}

function depthOf(lane: string, atMs: number, shown: readonly Shown[], self?: Shown): number {
  return shown.filter((other) => other !== self && isOpen(other, lane, atMs, shown)).length;
}

/** In the lanes beside, a line goes on for what is open there. */
function openAt(lane: string, { atMs }: Mark, shown: readonly Shown[]): string {
  return "│ ".repeat(depthOf(lane, atMs, shown)).trimEnd();
}

/** What has no end of its own is over when its process is killed. */
function isOpen(entry: Shown, lane: string, atMs: number, shown: readonly Shown[]): boolean {
  if (entry.kind === "fault" || entry.process !== lane) return false;
  const over =
    entry.completedMs ?? shown.find((other): other is Fault => isKill(other, lane))?.atMs;
  return over !== undefined && entry.invokedMs < atMs && atMs < over;
}

function isKill(entry: Shown, lane: string): entry is Fault {
  return entry.kind === "fault" && entry.fault === "kill" && entry.target === lane;
}

function startOf(entry: Shown): number {
  return entry.kind === "fault" ? entry.atMs : entry.invokedMs;
}

function endOf(entry: Shown): number {
  return entry.kind === "fault" ? entry.atMs : (entry.completedMs ?? Number.POSITIVE_INFINITY);
}

function faultInWords({ fault, phase }: Fault): string {
  if (fault === "kill") return "✗ killed";
  return phase === "struck" ? "■ stands still" : "▶ goes on";
}

/** A span as `09:00–10:00`, a version as `v3`, a text as it is, everything else with its name. */
function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueInWords).join(", ")}]`;
  if (typeof value !== "object" || value === null) return value === undefined ? "" : String(value);
  const { start, end, ...others } = value as Readonly<Record<string, unknown>>;
  const span = typeof start === "number" && typeof end === "number" ? [spanOf(start, end)] : [];
  const rest = Object.entries(others).flatMap(([name, each]) => {
    if (each === undefined) return [];
    if (name === "version") return `v${each}`;
    return typeof each === "string" ? each : `${name} ${valueInWords(each)}`;
  });
  return [...span, ...rest].join(" ");
}

function spanOf(start: number, end: number): string {
  return [start, end].map((at) => new Date(at).toISOString().slice(11, 16)).join("–");
}

/** What came of it, and its number, stay; what was asked for gives way. */
function fitted({ text, number }: Mark, room: number): string {
  const [asked = "", told] = text.split(" → ");
  const end =
    (told === undefined ? "" : ` → ${told}`) + (number === undefined ? "" : `  ◀ ${number}`);
  const width = Math.max(room - end.length, ASKED_MIN);
  return (asked.length <= width ? asked : `${asked.slice(0, width - 1)}…`) + end;
}

function nameOf({ kind, ref }: EntryRef): string {
  return `${kind} ${ref}`;
}
