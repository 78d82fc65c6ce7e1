/** How far behind each view was during the last two minutes; kept while one looks at another page. */

import type { Projection } from "@holdfast/api";
import { signal } from "@preact/signals";
import { type Sample, withSample } from "./lag-chart.ts";

/** By the views' names. */
export const lagHistory = signal<ReadonlyMap<string, readonly Sample[]>>(new Map());

export function recordLag(projections: readonly Projection[], at: number): void {
  lagHistory.value = new Map(
    projections.map(({ name, lagMs }) => {
      const before = lagHistory.peek().get(name) ?? [];
      return [name, withSample(before, { at, lagMs })];
    }),
  );
}
