/**
 * What a process's transactions have read, for whoever judges a run: the log of a state says what was
 * written, and nothing of what that was made of.
 *
 *     transact(body) ──▶ body reads ──▶ commit at revision 41 ──▶ reads/room-agent-1.4711.jsonl
 *                        key, digest of what was there             {"revision":41,"reads":[…]}
 *
 * It is done only where the folder of failpoints asks for it, so only on a state that was made to be thrown
 * away; everywhere else the engine stays as it is. A value does not say which version it is: that is found
 * out afterwards, by the log. Only transactions that have put something are told of: of all others nobody
 * knows whether there was a commit.
 */

import { hash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Body,
  type Engine,
  engineAround,
  type Key,
  type Revision,
  type Transaction,
} from "@holdfast/shared-state/engine";
import type { AgentEnvironment } from "./environment.ts";
import { isThrowAway } from "./throw-away.ts";

/** Of the value, as JSON; none: nothing was there. */
export type ObservedRead = readonly [key: Key, digest?: string];

export interface ObservedTransaction {
  readonly revision: Revision;
  /** What others had left there; what it has written itself is no read. */
  readonly reads: readonly ObservedRead[];
}

const FOLDER = "reads";

/** From now on, processes that start with that folder of failpoints record what they read. */
export function askForReads(failpointsFolder: string): void {
  mkdirSync(join(failpointsFolder, FOLDER), { recursive: true });
}

/** The engine as it is, or one that records, if that was asked for. */
export function recordingReads(
  engine: Engine,
  { failpoints, state, actor }: Pick<AgentEnvironment, "failpoints" | "state" | "actor">,
): Engine {
  const folder = failpoints === undefined ? "" : join(failpoints, FOLDER);
  if (folder === "" || !isThrowAway(state) || !existsSync(folder)) return engine;
  const file = join(folder, `${actor.replaceAll("/", "-")}.${process.pid}.jsonl`);
  return observingReads(engine, (observed) => {
    appendFileSync(file, `${JSON.stringify(observed)}\n`);
  });
}

/** Of all processes; nothing of what was being written when one of them was killed. */
export function readRecordedReads(failpointsFolder: string): ObservedTransaction[] {
  const folder = join(failpointsFolder, FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const lines = readFileSync(join(folder, name), "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as ObservedTransaction);
  });
}

export function observingReads(
  engine: Engine,
  tell: (observed: ObservedTransaction) => void,
): Engine {
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
      if (observing.hasPut) tell({ revision: committed.revision, reads: observing.reads });
      return committed;
    },
  });
}

export function digestOf(value: unknown): string {
  return hash("sha1", JSON.stringify(value), "base64");
}

/** One run of a body. */
class Observing {
  readonly #reads = new Map<string, ObservedRead>();
  readonly #written = new Set<string>();
  readonly #put = new Set<string>();

  /** At the end: what it has put and taken away again makes no commit, if nothing was there before. */
  get hasPut(): boolean {
    return this.#put.size > 0;
  }

  get reads(): readonly ObservedRead[] {
    return [...this.#reads.values()];
  }

  around(tx: Transaction): Transaction {
    return {
      get: <T>(key: Key) => {
        const value = tx.get<T>(key);
        const name = JSON.stringify(key);
        if (!this.#written.has(name) && !this.#reads.has(name)) {
          this.#reads.set(name, value === undefined ? [key] : [key, digestOf(value)]);
        }
        return value;
      },
      put: (key, value, options) => {
        tx.put(key, value, options);
        const name = JSON.stringify(key);
        this.#written.add(name);
        this.#put.add(name);
      },
      delete: (key) => {
        tx.delete(key);
        const name = JSON.stringify(key);
        this.#written.add(name);
        this.#put.delete(name);
      },
      lease: (forMs) => tx.lease(forMs),
      leaseLeftMs: (lease) => tx.leaseLeftMs(lease),
      renew: (lease, forMs) => tx.renew(lease, forMs),
      revoke: (lease) => tx.revoke(lease),
    };
  }
}
