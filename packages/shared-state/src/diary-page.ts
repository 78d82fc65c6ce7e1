/**
 * How one day of a diary is stored: as a page of text, a line for each interval, in order of start, its
 * times in milliseconds since the day began. Each hold and each booking reads and writes the whole page,
 * and the log keeps every version of it: one string costs a fraction of a list of objects. A line ends
 * with a semicolon, which JSON, other than a newline, takes as it is.
 *
 *     2026-11-23 → 32400000..36000000 booked m1;37800000..39600000 held h7;
 */

import type { DiaryInterval } from "./diaries.ts";

/** The value of a diary's key: lines, each with its end. */
export type DiaryPage = string;

/** `from..to status owner`; from is below 0, or to beyond the day's end, across midnight. */
type Line = string;

interface Times {
  readonly from: number;
  readonly to: number;
}

const LINE_END = ";";
const BOOKED = "booked";
const HELD = "held";
const MINUS = 45;
const ZERO = 48;

/** @param day as in the key: `2026-11-23` */
export function readDiaryPage(day: string, page: DiaryPage): DiaryInterval[] {
  const midnight = Date.parse(day);
  return linesOf(page, () => true).map((line) => intervalOf(line, midnight));
}

/** The intervals of the day that share a moment with the span. */
export function overlappingIntervals(
  page: DiaryPage,
  midnight: number,
  { start, end }: { start: number; end: number },
): DiaryInterval[] {
  const span = { from: start - midnight, to: end - midnight };
  return linesOf(page, (times) => overlap(times, span)).map((line) => intervalOf(line, midnight));
}

/** The day with the interval in its place, and without those that `isGone` says of what it overlaps. */
export function withInterval(
  page: DiaryPage,
  midnight: number,
  interval: DiaryInterval,
  isGone: (other: DiaryInterval) => boolean,
): DiaryPage {
  const added = lineOf(interval, midnight);
  const span = timesAt(added, 0);
  const overlapping = linesOf(page, (times) => overlap(times, span));
  const swept = overlapping.filter((line) => line === added || isGone(intervalOf(line, midnight)));
  const kept = swept.reduce(withoutLine, page);
  const place = placeOf(kept, span.from);
  return kept.slice(0, place) + added + LINE_END + kept.slice(place);
}

export function withoutInterval(
  page: DiaryPage,
  midnight: number,
  interval: DiaryInterval,
): DiaryPage {
  return withoutLine(page, lineOf(interval, midnight));
}

function linesOf(page: DiaryPage, wanted: (times: Times) => boolean): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < page.length; ) {
    const end = page.indexOf(LINE_END, at);
    if (wanted(timesAt(page, at))) lines.push(page.slice(at, end));
    at = end + 1;
  }
  return lines;
}

function withoutLine(page: DiaryPage, line: Line): DiaryPage {
  for (let at = 0; at < page.length; ) {
    const next = page.indexOf(LINE_END, at) + 1;
    if (next - 1 - at === line.length && page.startsWith(line, at)) {
      return page.slice(0, at) + page.slice(next);
    }
    at = next;
  }
  return page;
}

/** Where the first line stands that begins later. */
function placeOf(page: DiaryPage, from: number): number {
  let at = 0;
  while (at < page.length && numberAt(page, at) <= from) at = page.indexOf(LINE_END, at) + 1;
  return at;
}

function intervalOf(line: Line, midnight: number): DiaryInterval {
  const { from, to } = timesAt(line, 0);
  const status = line.indexOf(" ") + 1;
  const owner = unescaped(line.slice(line.indexOf(" ", status) + 1));
  const span = { start: midnight + from, end: midnight + to };
  return line.startsWith(BOOKED, status) ? { ...span, booking: owner } : { ...span, hold: owner };
}

function lineOf(interval: DiaryInterval, midnight: number): Line {
  const times = `${interval.start - midnight}..${interval.end - midnight}`;
  return "booking" in interval
    ? `${times} ${BOOKED} ${escaped(interval.booking)}`
    : `${times} ${HELD} ${escaped(interval.hold)}`;
}

/** An owner's name is any text: it must not end its line. */
function escaped(owner: string): string {
  return owner.replaceAll("\\", "\\\\").replaceAll(LINE_END, "\\s");
}

function unescaped(owner: string): string {
  return owner.replaceAll(/\\(.)/g, (_, char) => (char === "s" ? LINE_END : char));
}

/** The times of the line that begins there. */
function timesAt(page: DiaryPage, at: number): Times {
  return { from: numberAt(page, at), to: numberAt(page, page.indexOf("..", at) + 2) };
}

/** The whole number that stands there, up to what is no digit. */
function numberAt(page: DiaryPage, at: number): number {
  const isNegative = page.charCodeAt(at) === MINUS;
  let value = 0;
  for (let index = isNegative ? at + 1 : at; index < page.length; index++) {
    const digit = page.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}

function overlap(a: Times, b: Times): boolean {
  return a.from < b.to && b.from < a.to;
}
