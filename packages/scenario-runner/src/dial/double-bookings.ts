/** Finds holds that were placed where another one of the same resource lived. */

import type { StoreCommit } from "@holdfast/checker";
import { overlaps } from "@holdfast/scheduling";
import { type Hold, keyspace } from "@holdfast/shared-state";
import type { Anomaly } from "./anomalies.ts";
import { dayOf } from "./place-hold.ts";

interface Placed {
  readonly hold: Hold;
  readonly revision: number;
}

const [HOLD] = keyspace.holds();

export class DoubleBookings {
  /** By resource and day, so that few are compared. Nothing lapses within a race. */
  readonly #living = new Map<string, Map<string, Placed>>();
  readonly #places = new Map<string, string>();

  apply({ revision, changes }: StoreCommit): Anomaly[] {
    return changes.flatMap(({ key, value }) => {
      const [kind, id] = key;
      if (kind !== HOLD || id === undefined) return [];
      if (value === undefined) return this.#end(String(id));
      return this.#place({ hold: value as Hold, revision });
    });
  }

  #place(placed: Placed): Anomaly[] {
    const { hold } = placed;
    const place = `${hold.resource} ${dayOf(hold)}`;
    const there = this.#living.get(place) ?? new Map<string, Placed>();
    const others = [...there.values()].filter(
      (other) => other.hold.id !== hold.id && overlaps(other.hold, hold),
    );
    this.#living.set(place, there.set(hold.id, placed));
    this.#places.set(hold.id, place);
    const [other] = others;
    return other ? [anomaly(other, placed)] : [];
  }

  #end(id: string): Anomaly[] {
    this.#living.get(this.#places.get(id) ?? "")?.delete(id);
    return [];
  }
}

function anomaly(earlier: Placed, later: Placed): Anomaly {
  const promised = [earlier, later].map(
    ({ hold, revision }) => `${hold.by} at revision ${revision}`,
  );
  const { resource, start } = later.hold;
  const from = new Date(Math.max(start, earlier.hold.start)).toISOString().slice(0, 16);
  return {
    name: "double-booking",
    explanation: `${resource} from ${from}Z was promised to ${promised.join(", and to ")}.`,
    witness: [earlier, later].map(({ revision }) => ({ kind: "commit", ref: revision })),
  };
}
