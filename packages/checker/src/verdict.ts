/**
 * What a checker says of a history. Having found nothing within its time or memory is `unknown`, and
 * never `ok`.
 */

export type Verdict = "ok" | "violated" | "unknown";

export interface Finding {
  /** The promise, by name: `no-double-booking`. */
  readonly check: string;
  readonly verdict: Verdict;
  /** In words, for a person: what was promised, and what happened. Of an `ok` one: what was looked at. */
  readonly explanation: string;
  /** Of a violation: the fewest entries of the history that still show it, in order, by reference. */
  readonly witness?: readonly EntryRef[];
}

/** An entry of a history: an operation's or a fault's id, a commit's revision … */
export interface EntryRef {
  readonly kind: "operation" | "fault" | "commit" | "seen" | "mail" | "view";
  readonly ref: string | number;
}

export interface Judgement {
  /** The worst of the findings: `violated` before `unknown` before `ok`. */
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("violated")) return "violated";
  return verdicts.includes("unknown") ? "unknown" : "ok";
}
