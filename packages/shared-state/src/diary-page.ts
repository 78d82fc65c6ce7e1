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

/** What a page has for one stretch of its day. */
interface Survey {
  readonly overlapping: readonly Line[];
  /** Where a line that begins with the stretch belongs: behind those that begin earlier, or with it. */
  readonly place: number;
}

const LINE_END = ";";
const UNTIL = "..";
const BOOKED = "booked";
const HELD = "held";
const MINUS = 45;
const ZERO = 48;

const ALL_DAY: Times = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** @param day as in the key: `2026-11-23` */
export function readDiaryPage(day: string, page: DiaryPage): DiaryInterval[] {
  const midnight = Date.parse(day);
  return survey(page, ALL_DAY).overlapping.map((line) => intervalOf(line, midnight));
}

/** The intervals of the day that share a moment with the span. */
export function overlappingIntervals(
  page: DiaryPage,
  midnight: number,
  { start, end }: { start: number; end: number },
): DiaryInterval[] {
  const { overlapping } = survey(page, { from: start - midnight, to: end - midnight });
  return overlapping.map((line) => intervalOf(line, midnight));
}

/** The day with the interval in its place, and without those that `isGone` says of what it overlaps. */
export function withInterval(
  page: DiaryPage,
  midnight: number,
  interval: DiaryInterval,
  isGone: (other: DiaryInterval) => boolean,
): DiaryPage {
  const added = lineOf(interval, midnight);
  const times = { from: interval.start - midnight, to: interval.end - midnight };
  const { overlapping, place } = survey(page, times);
  const swept = overlapping.filter((line) => line === added || isGone(intervalOf(line, midnight)));
  if (swept.length === 0) return page.slice(0, place) + added + LINE_END + page.slice(place);
  const kept = swept.reduce(withoutLine, page);
  const keptPlace = survey(kept, times).place;
  return kept.slice(0, keptPlace) + added + LINE_END + kept.slice(keptPlace);
}

export function withoutInterval(
  page: DiaryPage,
  midnight: number,
  interval: DiaryInterval,
): DiaryPage {
  return withoutLine(page, lineOf(interval, midnight));
}

/**
 * Goes once through the page, as far as it has to: what begins when the stretch is over, or later,
 * cannot overlap it. Each hold and each booking passes here, hence no object for every line.
 */
function survey(page: DiaryPage, { from, to }: Times): Survey {
  const overlapping: Line[] = [];
  let place = 0;
  for (let at = 0; at < page.length; ) {
    const lineFrom = numberAt(page, at);
    if (lineFrom >= to) break;
    const end = endOfLine(page, at);
    const lineTo = numberAt(page, page.indexOf(UNTIL, at) + UNTIL.length);
    if (from < lineTo) overlapping.push(page.slice(at, end));
    at = end + 1;
    if (lineFrom <= from) place = at;
  }
  return { overlapping, place };
}

function withoutLine(page: DiaryPage, line: Line): DiaryPage {
  for (let at = 0; at < page.length; ) {
    const end = endOfLine(page, at);
    if (end - at === line.length && page.startsWith(line, at)) {
      return page.slice(0, at) + page.slice(end + 1);
    }
    at = end + 1;
  }
  return page;
}

/** A text that is no page of ours ends somewhere, too. */
function endOfLine(page: DiaryPage, at: number): number {
  const end = page.indexOf(LINE_END, at);
  return end === -1 ? page.length : end;
}

function intervalOf(line: Line, midnight: number): DiaryInterval {
  const { from, to } = timesAt(line, 0);
  const status = line.indexOf(" ") + 1;
  const owner = unescaped(line.slice(line.indexOf(" ", status) + 1));
  const span = { start: midnight + from, end: midnight + to };
  return line.startsWith(BOOKED, status) ? { ...span, booking: owner } : { ...span, hold: owner };
}

function lineOf(interval: DiaryInterval, midnight: number): Line {
  const times = `${interval.start - midnight}${UNTIL}${interval.end - midnight}`;
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
  return { from: numberAt(page, at), to: numberAt(page, page.indexOf(UNTIL, at) + UNTIL.length) };
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
