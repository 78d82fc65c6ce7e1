/**
 * Recurrence rules (RFC 5545, 3.3.10): from `FREQ=WEEKLY;BYDAY=MO` to the instants it stands for.
 *
 * rrule-temporal walks the rule on wall times alone; a resolver (of an IANA zone, or of a zone that a
 * calendar file describes) then says which instants they are. An occurrence inside a gap is skipped
 * and not counted; at a fold it is the first of two. The library trusts what it is given, and a rule
 * comes out of a stranger's file: so it is validated first, its work is bounded, and what we do not
 * understand is refused with a reason. A refusal does not mean "never", it means "unknown".
 */

import { RRuleTemporal } from "rrule-temporal";
import { z } from "zod";
import { clip, type Interval } from "./interval.ts";
import {
  DAY_MS,
  dateTimeOfWall,
  parseDate,
  parseDateTime,
  type ResolvedWall,
} from "./wall-clock.ts";

/** With COUNT, every occurrence since the first has to be walked. */
export const RULE_COUNT_MAX = 1_000;

/** The longest window of a daily or weekly rule, and the longest of a monthly or yearly one. */
const WINDOW_DAYS_MAX = { DAILY: 5 * 366, WEEKLY: 10 * 366, MONTHLY: 40 * 366, YEARLY: 200 * 366 };
const TIMES_A_DAY_MAX = 4;
const ITERATIONS_MAX = 10_000;

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const numbers = (min: number, max: number) =>
  z
    .array(z.int().min(min).max(max))
    .min(1)
    .max(max - min + 1);
const signed = (max: number) =>
  numbers(-max, max).refine((list) => !list.includes(0), { message: "must not contain 0" });
const weekday = z.enum(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]);

export const recurrenceRule = z.strictObject({
  freq: z.enum(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
  interval: z.int().min(1).max(1_000).default(1),
  count: z.int().min(1).optional(),
  /** `2026-12-31`, `2026-12-31T09:00:00` (in the zone of the start) or with a Z. */
  until: z.string().refine(isUntil, { message: "must be a date or a date-time" }).optional(),
  byMonth: numbers(1, 12).optional(),
  byWeekNo: signed(53).optional(),
  byYearDay: signed(366).optional(),
  byMonthDay: signed(31).optional(),
  byDay: z
    .array(z.string().regex(/^(?:[+-]?[1-9]\d?)?(?:MO|TU|WE|TH|FR|SA|SU)$/))
    .min(1)
    .max(50)
    .optional(),
  byHour: numbers(0, 23).optional(),
  byMinute: numbers(0, 59).optional(),
  bySetPos: signed(366).optional(),
  wkst: weekday.optional(),
});

export type RecurrenceRule = z.infer<typeof recurrenceRule>;

/**
 * - `malformed`: not a rule.
 * - `unsupported`: a rule, but of a kind that is left out (several a day, other calendars).
 * - `impossible`: it can never occur, as on 30 February.
 * - `too-large`: it asks for more work than anybody's meetings need.
 */
export type RefusedRule = {
  readonly ok: false;
  readonly reason: "malformed" | "unsupported" | "impossible" | "too-large";
};

export type ParsedRule = { readonly ok: true; readonly rule: RecurrenceRule } | RefusedRule;
export type Expanded = { readonly ok: true; readonly instants: number[] } | RefusedRule;

const refused = (reason: RefusedRule["reason"]): RefusedRule => ({ ok: false, reason });

const PART_NAMES: Record<string, keyof RecurrenceRule> = {
  FREQ: "freq",
  INTERVAL: "interval",
  COUNT: "count",
  UNTIL: "until",
  BYMONTH: "byMonth",
  BYWEEKNO: "byWeekNo",
  BYYEARDAY: "byYearDay",
  BYMONTHDAY: "byMonthDay",
  BYDAY: "byDay",
  BYHOUR: "byHour",
  BYMINUTE: "byMinute",
  BYSETPOS: "bySetPos",
  WKST: "wkst",
};
const TEXT_PARTS = new Set(["freq", "until", "wkst"]);
const OTHER_FREQUENCIES = new Set(["HOURLY", "MINUTELY", "SECONDLY"]);

/** Reads the text of an RRULE: `FREQ=MONTHLY;BYDAY=-1FR;COUNT=12`. */
export function parseRule(text: string): ParsedRule {
  if (text.length > 2_000) return refused("too-large");
  const parts: Record<string, unknown> = {};
  for (const part of text.toUpperCase().split(";").filter(Boolean)) {
    const [key = "", value = ""] = part.split("=", 2);
    if (key === "BYSECOND" && Number(value) === 0) continue;
    if (!Object.hasOwn(PART_NAMES, key)) return refused("unsupported");
    const name = PART_NAMES[key]!;
    if (name in parts) return refused("malformed");
    parts[name] = readPart(name, value);
  }
  if (OTHER_FREQUENCIES.has(String(parts.freq))) return refused("unsupported");
  const parsed = recurrenceRule.safeParse(parts);
  return parsed.success ? checkRule(parsed.data) : refused("malformed");
}

function readPart(name: keyof RecurrenceRule, value: string): unknown {
  if (name === "until") return untilWithDashes(value);
  if (TEXT_PARTS.has(name)) return value;
  if (name === "byDay") return value.split(",");
  const list = value.split(",").map((item) => (/^[+-]?\d{1,9}$/.test(item) ? Number(item) : null));
  return name === "interval" || name === "count" ? list[0] : list;
}

/** From 20261231T090000Z to 2026-12-31T09:00:00Z. */
function untilWithDashes(value: string): string {
  return value.replace(
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/,
    (_, year, month, day, hour, minute, second, z) =>
      `${year}-${month}-${day}${hour ? `T${hour}:${minute}:${second}${z}` : ""}`,
  );
}

function isUntil(text: string): boolean {
  return parseDate(text) !== undefined || parseDateTime(text.replace(/Z$/, "")) !== undefined;
}

/** What a rule may not be, whatever its start. */
function checkRule(rule: RecurrenceRule): ParsedRule {
  const { freq, count, until, byDay, byMonthDay, byYearDay, byWeekNo, bySetPos } = rule;
  const times = (rule.byHour?.length ?? 1) * (rule.byMinute?.length ?? 1);
  if ((count ?? 0) > RULE_COUNT_MAX || times > TIMES_A_DAY_MAX) return refused("too-large");
  if (count !== undefined && until !== undefined) return refused("malformed");
  if ((byYearDay || byWeekNo) && freq !== "YEARLY") return refused("malformed");
  if (byYearDay && byWeekNo) return refused("unsupported");
  if (byMonthDay && freq === "WEEKLY") return refused("malformed");
  const selects = [
    byDay,
    byMonthDay,
    byYearDay,
    byWeekNo,
    rule.byMonth,
    rule.byHour,
    rule.byMinute,
  ];
  if (bySetPos && selects.every((part) => part === undefined)) return refused("malformed");
  const ordinals = (byDay ?? []).map((day) => Math.abs(Number.parseInt(day, 10) || 0));
  const ordinalMax = Math.max(0, ...ordinals);
  if (ordinalMax > 0 && (freq === "DAILY" || freq === "WEEKLY")) return refused("malformed");
  const withinMonth = freq === "MONTHLY" || rule.byMonth !== undefined;
  if (ordinalMax > (withinMonth ? 5 : 53)) return refused("impossible");
  if (byMonthDay && !someMonthHas(rule, byMonthDay)) return refused("impossible");
  return { ok: true, rule };
}

function someMonthHas({ byMonth }: RecurrenceRule, days: readonly number[]): boolean {
  const longest = Math.max(...(byMonth ?? [1]).map((month) => DAYS_IN_MONTH[month - 1]!));
  return days.some((day) => Math.abs(day) <= longest);
}

/** Says which instant a wall time is. */
export type Resolver = (wall: number) => ResolvedWall;

export interface SeriesStart {
  /** The first occurrence's wall time (see `wall-clock.ts`). */
  readonly wall: number;
  readonly resolve: Resolver;
}

/**
 * The instants in `[window.start, window.end)` at which the series starts anew, sorted. The start
 * itself is always the first of them, as calendars have it. UNTIL includes its own instant.
 */
export function expandRule(rule: RecurrenceRule, start: SeriesStart, window: Interval): Expanded {
  const checked = checkRule(rule);
  if (!checked.ok) return checked;
  if (!canFallOn(rule, start.wall)) return refused("impossible");
  const first = start.resolve(start.wall);
  const firstInstant = first.ok ? first.instant : first.shifted;
  const end = rule.until === undefined ? Infinity : endOfUntil(rule.until, start.resolve);
  const open = clip(window, { start: firstInstant, end });
  if (!open) return { ok: true, instants: [] };
  if (open.end - open.start > WINDOW_DAYS_MAX[rule.freq] * DAY_MS) return refused("too-large");
  const later = laterInstants(rule, start, open);
  if (!later) return refused("too-large");
  const instants = later.filter((instant) => open.start <= instant && instant < open.end);
  return {
    ok: true,
    instants: open.start === firstInstant ? [firstInstant, ...instants] : instants,
  };
}

/** The instant after the last one that UNTIL includes: of a date, the whole local day. */
export function endOfUntil(until: string, resolve: Resolver): number {
  if (until.endsWith("Z")) return parseDateTime(until.slice(0, -1))! + 1;
  const date = parseDate(until);
  const resolved = resolve(date === undefined ? parseDateTime(until)! + 1 : date + DAY_MS);
  return resolved.ok ? resolved.instant : resolved.resumesAt;
}

/** A rule that names months but no day falls on the day of its start: 30 January has no February. */
function canFallOn(rule: RecurrenceRule, wall: number): boolean {
  if (!rule.byMonth || rule.byDay || rule.byMonthDay || rule.byYearDay || rule.byWeekNo)
    return true;
  if (rule.freq === "DAILY" || rule.freq === "WEEKLY") return true;
  return someMonthHas(rule, [new Date(wall).getUTCDate()]);
}

/** All instants after the first that could be in the window. Undefined when it takes too long. */
function laterInstants(
  rule: RecurrenceRule,
  { wall, resolve }: SeriesStart,
  { start, end }: Interval,
): number[] | undefined {
  // No zone is a day away from UTC. What is counted has to be counted from the beginning.
  const from = rule.count === undefined ? start - DAY_MS : wall;
  const wanted = (rule.count ?? Infinity) - 1;
  let skipped = 0;
  for (;;) {
    const count = rule.count === undefined ? undefined : rule.count + skipped;
    const walls = walk({ ...rule, count }, wall, { start: from, end: end + DAY_MS });
    if (!walls) return undefined;
    const instants = walls
      .filter((each) => each !== wall)
      .map(resolve)
      .flatMap((resolved) => (resolved.ok ? [resolved.instant] : []));
    const gaps = walls.filter((each) => each !== wall).length - instants.length;
    if (instants.length >= wanted || gaps <= skipped) return instants.slice(0, Math.max(0, wanted));
    skipped = gaps;
  }
}

/** The rule's wall times, in the library's eyes those of UTC: it knows no gaps there, and is fast. */
function walk(rule: RecurrenceRule, wall: number, { start, end }: Interval): number[] | undefined {
  const { until: _, ...parts } = rule;
  try {
    const series = new RRuleTemporal({
      ...parts,
      dtstart: { timeZoneId: "UTC", toString: () => `${dateTimeOfWall(wall)}Z[UTC]` },
      includeDtstart: true,
      cache: false,
      maxIterations: ITERATIONS_MAX,
    });
    return series.between(new Date(start), new Date(end), true).map((at) => at.epochMilliseconds);
  } catch {
    // It throws when it gives up: after too many steps, or where it has no answer.
    return undefined;
  }
}
