/**
 * What the transactions of a stage have read, put between each handle and its engine. A value does not
 * say which version it is: that is found out afterwards, by the log (`read-versions.ts`).
 */

import type { Body, Key, Transaction } from "@holdfast/shared-state";
import type { Engine } from "@holdfast/shared-state/engine";
import { engineAround } from "./engine-around.ts";

/** As JSON; undefined: nothing was there. */
export interface ObservedRead {
  readonly key: Key;
  readonly json?: string;
}

export interface ObservedTransaction {
  readonly actor: string;
  readonly revision: number;
  readonly reads: readonly ObservedRead[];
  /** What it has put, which makes a commit of it. */
  readonly puts: readonly Key[];
}

export class RecordedReads {
  readonly transactions: ObservedTransaction[] = [];

  around(actor: string, engine: Engine): Engine {
    return engineAround(engine, {
      transact: async (body, options) => {
        let observing = new Observing();
        const observed = <T>(of: Body<T>): Body<T> => {
          return (tx) => {
            observing = new Observing(); // It may run more than once: the last time counts.
            return of(observing.around(tx));
          };
        };
        const committed = await engine.transact(observed(body), options);
        const { revision } = committed;
        if (!observing.mayHaveDeleted) this.transactions.push(observing.of(actor, revision));
        return committed;
      },
    });
  }
}

/** One run of a body. */
class Observing {
  readonly #reads: ObservedRead[] = [];
  readonly #puts = new Map<string, Key>();
  #hasEnded = false;

  /** Without a put nobody knows whether there was a commit: what it took away may not have been there. */
  get mayHaveDeleted(): boolean {
    return this.#hasEnded && this.#puts.size === 0;
  }

  around(tx: Transaction): Transaction {
    const written = new Set<string>();
    return {
      get: <T>(key: Key) => {
        const value = tx.get<T>(key);
        if (!written.has(JSON.stringify(key))) {
          this.#reads.push(value === undefined ? { key } : { key, json: JSON.stringify(value) });
        }
        return value;
      },
      put: (key, value, options) => {
        tx.put(key, value, options);
        written.add(JSON.stringify(key));
        this.#puts.set(JSON.stringify(key), key);
      },
      delete: (key) => {
        tx.delete(key);
        written.add(JSON.stringify(key));
        this.#puts.delete(JSON.stringify(key));
        this.#hasEnded = true;
      },
      lease: (forMs) => tx.lease(forMs),
      leaseLeftMs: (lease) => tx.leaseLeftMs(lease),
      renew: (lease, forMs) => tx.renew(lease, forMs),
      revoke: (lease) => {
        tx.revoke(lease);
        this.#hasEnded = true;
      },
    };
  }

  of(actor: string, revision: number): ObservedTransaction {
    return { actor, revision, reads: this.#reads, puts: [...this.#puts.values()] };
  }
}
