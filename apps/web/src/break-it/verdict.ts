/** Whether what happened is what should have: of an order, of a setting of the dial, of a race. */

import type { DialFigures, FaultOrder } from "@holdfast/api";

export interface Verdict {
  readonly kind: "open" | "as-expected" | "not-as-expected" | "nothing";
  readonly word: string;
  /** Why not, or why not yet. */
  readonly why?: string;
}

export const AS_EXPECTED: Verdict = { kind: "as-expected", word: "As expected" };

export function notAsExpected(why: string): Verdict {
  return { kind: "not-as-expected", word: "Not as expected", why };
}

const UNDER_WAY = {
  ordered: "Ordered; the supervisor has not struck yet",
  struck: "It has struck. Waiting for what becomes of it",
  healed: "It is healed. Waiting until all is as before",
} as const;

export function judgeOrder({ state, outcome, figures, struckAt }: FaultOrder): Verdict {
  if (state === "failed") return notAsExpected(outcome ?? "The supervisor does not say why.");
  if (state !== "done") return { kind: "open", word: UNDER_WAY[state] };
  if (struckAt === undefined) return { kind: "nothing", word: "There was nothing to strike" };
  return figures ? judgeDial(figures) : AS_EXPECTED;
}

/** A strong setting shows nothing at all; a weak one shows what it has to when it is staged. */
export function judgeDial({ strength, staged, byChance }: DialFigures): Verdict {
  const found = [...new Set([...namesOf(staged), ...namesOf(byChance)])];
  if (strength === "strong") {
    return found.length === 0
      ? AS_EXPECTED
      : notAsExpected(`A strong setting shows no anomaly, and this one did: ${found.join(", ")}.`);
  }
  return namesOf(staged).length > 0
    ? AS_EXPECTED
    : notAsExpected("A weak setting shows its anomaly each time when staged. This one did not.");
}

function namesOf(counts: Readonly<Record<string, number>>): string[] {
  return Object.keys(counts).filter((name) => (counts[name] ?? 0) > 0);
}

/** How long until it struck, and until it was over, in milliseconds. */
export function timesOf({ orderedAt, struckAt, endedAt }: FaultOrder) {
  const ordered = Date.parse(orderedAt);
  return {
    struckMs: struckAt === undefined ? undefined : Math.max(0, Date.parse(struckAt) - ordered),
    endedMs: endedAt === undefined ? undefined : Math.max(0, Date.parse(endedAt) - ordered),
  };
}
