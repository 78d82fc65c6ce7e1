/**
 * Opens snapshots, of the present or of an earlier moment, and closes what was left open.
 *
 * An earlier moment is read from tree and history, which have to know every version up to it: for a very
 * recent one, everything settles first.
 */

import {
  type Clock,
  HoldfastError,
  type Moment,
  type Snapshot,
} from "@holdfast/shared-state/engine";
import { followLog } from "./commits.ts";
import type { LeaseTable } from "./lease-table.ts";
import type { Log } from "./log.ts";
import { type PastMoment, viewOfPast } from "./past.ts";
import { viewOfPresent } from "./present.ts";
import type { Head } from "./records.ts";
import { LmdbSnapshot } from "./snapshot.ts";
import type { ReadTransaction, Store } from "./store.ts";
import type { Tail } from "./tail.ts";

export interface SnapshotsContext {
  readonly store: Store;
  readonly log: Log;
  readonly tail: Tail;
  readonly leases: LeaseTable;
  readonly clock: Clock;
  /** Has tree and history follow to the head. */
  readonly settleAll: () => Promise<void>;
}

export class Snapshots {
  readonly #context: SnapshotsContext;
  readonly #open = new Set<Snapshot>();
  readonly #opening = new Set<Promise<Snapshot>>();

  constructor(context: SnapshotsContext) {
    this.#context = context;
  }

  /** @throws HoldfastError `revision-in-the-future`, `revision-not-retained` */
  async open(moment: Moment | undefined): Promise<Snapshot> {
    const opening = this.#openOnce(moment);
    this.#opening.add(opening);
    const snapshot = await opening.finally(() => this.#opening.delete(opening));
    this.#open.add(snapshot);
    return snapshot;
  }

  /** Those that are still being opened, too. */
  async closeAll(): Promise<void> {
    for (const opening of await Promise.allSettled(this.#opening)) {
      if (opening.status === "fulfilled") opening.value.close();
    }
    for (const snapshot of [...this.#open]) snapshot.close();
  }

  async #openOnce(moment: Moment | undefined): Promise<Snapshot> {
    const { store, clock, settleAll } = this.#context;
    const transaction = store.readTransaction();
    try {
      const head = store.head(transaction);
      const past = moment && this.#pastMoment(moment, head, transaction);
      const onClose = (closed: Snapshot) => this.#open.delete(closed);
      followLog(this.#context, head, transaction);
      if (!past) {
        const context = { ...this.#context, nowMs: clock.monotonicMs() };
        return new LmdbSnapshot(viewOfPresent(context, transaction, head), onClose);
      }
      if (past.revision <= head.exact) {
        return new LmdbSnapshot(viewOfPast(this.#context, transaction, head, past), onClose);
      }
    } catch (error) {
      transaction.done();
      throw error;
    }
    transaction.done();
    await settleAll();
    return this.#openOnce(moment);
  }

  /**
   * Undefined: it is the present. Revision 0 has no commit: the empty state is known for as long as the
   * first commit is.
   */
  #pastMoment(moment: Moment, head: Head, transaction: ReadTransaction): PastMoment | undefined {
    const { log } = this.#context;
    const time = "time" in moment ? moment.time : undefined;
    if (time !== undefined && time > head.at) return undefined;
    const revision =
      "revision" in moment ? moment.revision : (log.revisionAt(moment.time, transaction) ?? 0);
    if (revision > head.revision) throw new HoldfastError("revision-in-the-future");
    if (Math.max(revision, 1) < head.oldest) throw new HoldfastError("revision-not-retained");
    const header = revision === 0 ? undefined : log.headerWith(revision, transaction);
    return { revision, at: header?.timeOf(revision) ?? 0, time };
  }
}
