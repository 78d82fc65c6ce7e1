/**
 * Nobody opens the file while somebody writes to it.
 *
 * LMDB has a lock for writers, but opening goes past it. As of lmdb 3.5.6, a process that opens the
 * file reads which transaction is the last one, and a moment later writes that number, without a
 * lock, to where all processes look it up. A commit in between is thereby forgotten: the next writer
 * starts from the state before it. (`mdb_env_open2` in its source: `mti_txnid = meta.mm_txnid`.)
 *
 *     opening    reads "last is 41" ·················· writes "last is 41"
 *     writing                          commits 42 ✔                          42 is lost
 *
 * So there is a gate with several lanes. Who writes passes through one of them, and as a rule meets
 * nobody there; who opens closes all of them first. (Known as a big-reader lock.) A lane is an LMDB
 * file to which nobody ever commits: all that it is for is its write lock, which the kernel frees when
 * its holder dies, and which, where nothing is committed, can be had without the danger that it is to
 * prevent.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ABORT, open, type RootDatabase } from "lmdb";

type Lane = RootDatabase<string, Buffer>;

const LANES = 8;

export class Gate {
  readonly #lanes: readonly Lane[];
  readonly #own: Lane;

  constructor(folder: string) {
    const gate = join(folder, "gate");
    mkdirSync(gate, { recursive: true });
    const openLane = (_: unknown, lane: number): Lane =>
      open<string, Buffer>(join(gate, `${lane}.lmdb`), { keyEncoding: "binary" });
    this.#lanes = Array.from({ length: LANES }, openLane);
    this.#own = this.#lanes[process.pid % LANES]!;
  }

  /** To write: others may write meanwhile, as far as the file's own lock lets them. */
  pass<T>(task: () => T): T {
    return inLane(this.#own, task);
  }

  /** To open: nobody else is inside. Everybody takes the lanes in the same order. */
  closed<T>(task: () => T): T {
    return this.#lanes.reduceRight<() => T>((inner, lane) => () => inLane(lane, inner), task)();
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }
}

function inLane<T>(lane: Lane, task: () => T): T {
  const results: T[] = [];
  lane.transactionSync(() => {
    results.push(task());
    return ABORT;
  });
  return results[0]!;
}
