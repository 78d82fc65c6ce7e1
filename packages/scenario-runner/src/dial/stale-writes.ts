/** Finds writes under a lock's fence after a later fence had been granted to somebody else. */

import type { Operation, StoreCommit } from "@holdfast/checker";
import { keyspace, type LockRecord } from "@holdfast/shared-state";
import type { Anomaly } from "./anomalies.ts";
import type { Attempt } from "./race-write.ts";

interface Granted {
  readonly fence: number;
  readonly revision: number;
}

const LOCK = keyspace.lock("");

export class StaleWrites {
  readonly #written: ReadonlyMap<number | undefined, Operation>;
  readonly #latest = new Map<string, Granted>();

  constructor(operations: readonly Operation[]) {
    this.#written = new Map(operations.map((each) => [each.revision, each]));
  }

  apply({ revision, changes }: StoreCommit): Anomaly[] {
    for (const { key, value } of changes) {
      if (key[0] !== LOCK[0] || key.length !== LOCK.length) continue;
      const { fence } = value as LockRecord;
      const name = String(key[1]);
      if (fence > (this.#latest.get(name)?.fence ?? 0)) this.#latest.set(name, { fence, revision });
    }
    const operation = this.#written.get(revision);
    return operation ? this.#judge(operation, revision) : [];
  }

  #judge({ id, key, process, input }: Operation, revision: number): Anomaly[] {
    const { fence } = input as Partial<Attempt>;
    const latest = this.#latest.get(key);
    if (fence === undefined || !latest || latest.fence <= fence) return [];
    const late = `${process} wrote under fence ${fence} of ${key} at revision ${revision}`;
    return [
      {
        name: "stale-write",
        explanation: `${late}, and fence ${latest.fence} had been granted at revision ${latest.revision}.`,
        witness: [
          { kind: "operation", ref: id },
          { kind: "commit", ref: latest.revision },
          { kind: "commit", ref: revision },
        ],
      },
    ];
  }
}
