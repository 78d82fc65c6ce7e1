/** What the dial can be turned to, and what it has shown so far: the latest of each setting. */

import type { DialFigures, FaultOrder } from "@holdfast/api";

const STRONG = ["transaction", "optimistic", "pessimistic"];
const WEAK = ["unfenced-lock", "check-then-act", "last-write-wins"];
const READS = ["strong", "at-least", "eventual"];

/** From the strongest to the weakest. Reads have settings of their own. */
export function settingsOf(operation: string): readonly string[] {
  return operation.startsWith("read-") ? READS : [...STRONG, ...WEAK];
}

/** One row for each setting that was tried, in the order of the settings. */
export function shownFigures(orders: readonly FaultOrder[], operation: string): DialFigures[] {
  const latestFirst = orders.flatMap(({ figures }) => (figures ? [figures] : []));
  return settingsOf(operation).flatMap((setting) => {
    const row = latestFirst.find(
      (each) => each.operation === operation && each.setting === setting,
    );
    return row ? [row] : [];
  });
}

/** "double-booking × 43, lost-update", or undefined when there is none. */
export function anomaliesIn(counts: Readonly<Record<string, number>>): string | undefined {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  if (found.length === 0) return undefined;
  return found.map(([name, count]) => (count > 1 ? `${name} × ${count}` : name)).join(", ");
}
