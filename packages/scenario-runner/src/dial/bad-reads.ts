/**
 * Finds reads that break a session's guarantees (Terry et al., 1994): that did not show what the reader
 * had been told of, or had been shown before.
 */

import type { Operation } from "@holdfast/checker";
import { READ } from "@holdfast/dial/settings";
import type { Anomaly } from "./anomalies.ts";
import type { ReadInput, ReadOutput } from "./recorded.ts";

interface Shown {
  /** The read that showed the most so far. */
  readonly read: Operation;
  readonly bookings: readonly string[];
}

export class BadReads {
  /** By reader and day. In a race nobody takes a booking back. */
  readonly #shown = new Map<string, Shown>();

  apply(read: Operation): Anomaly[] {
    if (read.name !== READ || read.outcome !== "ok") return [];
    const { told, day } = read.input as ReadInput;
    const { shows } = read.output as ReadOutput;
    const found: Anomaly[] = [];
    if (told !== undefined && !shows.includes(told)) found.push(staleRead(read, told));
    const page = `${read.process} ${read.key} ${day}`;
    const before = this.#shown.get(page);
    const gone = before?.bookings.find((booking) => !shows.includes(booking));
    if (before && gone !== undefined) found.push(backwards(before.read, read, gone));
    else this.#shown.set(page, { read, bookings: shows });
    return found;
  }
}

function staleRead({ id, process, key }: Operation, told: string): Anomaly {
  return {
    name: "stale-read",
    explanation: `${process} had been told of the booking ${told}, and then read ${key} without it.`,
    witness: [told, id].map((ref) => ({ kind: "operation", ref })),
  };
}

function backwards(before: Operation, read: Operation, gone: string): Anomaly {
  return {
    name: "non-monotonic-read",
    explanation: `${read.process} saw the booking ${gone} in ${read.key}, and then it was gone.`,
    witness: [before, read].map(({ id }) => ({ kind: "operation", ref: id })),
  };
}
