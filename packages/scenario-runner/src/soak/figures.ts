/** What a soak has been through, in numbers. */

import type { Finding, History, Outcome } from "@holdfast/checker";

export interface SoakFigures {
  readonly seed: number;
  readonly tookMs: number;
  /** By operation and outcome. */
  readonly operations: Readonly<Record<string, Partial<Record<Outcome, number>>>>;
  /** Meetings that were booked, with a hold or without. */
  readonly bookings: number;
  readonly commits: number;
  readonly mails: number;
  /** That struck, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** Of those: how many ended a process. */
  readonly kills: number;
  /** And how many made one stand still, or slow. */
  readonly pauses: number;
  readonly violations: number;
}

const BOOKING: readonly string[] = ["book", "confirm-hold"];
const KILLING: readonly string[] = ["kill", "crash-at", "kill-everything"];
const PAUSING: readonly string[] = ["stop", "slow-at"];

export function figuresOf(
  history: History,
  { seed, tookMs, findings }: { seed: number; tookMs: number; findings: readonly Finding[] },
): SoakFigures {
  const operations: Record<string, Partial<Record<Outcome, number>>> = {};
  const faults: Record<string, number> = {};
  const count = { bookings: 0, commits: 0, mails: 0, kills: 0, pauses: 0 };
  for (const entry of history) {
    if (entry.kind === "commit") count.commits += 1;
    if (entry.kind === "mail") count.mails += 1;
    if (entry.kind === "operation") {
      const { name, outcome } = entry;
      operations[name] ??= {};
      operations[name][outcome] = (operations[name][outcome] ?? 0) + 1;
      if (outcome === "ok" && BOOKING.includes(name)) count.bookings += 1;
    }
    if (entry.kind === "fault" && entry.phase === "struck") {
      const { fault } = entry;
      faults[fault] = (faults[fault] ?? 0) + 1;
      if (KILLING.includes(fault)) count.kills += 1;
      if (PAUSING.includes(fault)) count.pauses += 1;
    }
  }
  const violations = findings.filter(({ verdict }) => verdict === "violated").length;
  return { seed, tookMs: Math.round(tookMs), operations, faults, ...count, violations };
}
