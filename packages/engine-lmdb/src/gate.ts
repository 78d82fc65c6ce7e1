/**
 * One at a time, in all processes: opening the file, and writing to it.
 *
 * LMDB has a lock for writers, but opening goes past it. As of lmdb 3.5.6, a process that opens the
 * file reads which transaction is the last one, and a moment later writes that number, without a
 * lock, to where all processes look it up. A commit in between is thereby forgotten: the next writer
 * starts from the state before it. (`mdb_env_open2` in its source: `mti_txnid = meta.mm_txnid`.)
 *
 *     opening    reads "last is 41" ·················· writes "last is 41"
 *     writing                          commits 42 ✔                          42 is lost
 *
 * So whoever opens or writes passes through here. The gate is a second LMDB file to which nobody ever
 * commits: all that it is for is its write lock, which the kernel frees when its holder dies, and
 * which, where nothing is committed, can be had without the danger that it is to prevent.
 */

import { join } from "node:path";
import { ABORT, open, type RootDatabase } from "lmdb";

export class Gate {
  readonly #lock: RootDatabase<string, Buffer>;

  constructor(folder: string) {
    this.#lock = open<string, Buffer>(join(folder, "gate.lmdb"), { keyEncoding: "binary" });
  }

  /** Runs `task` while nobody else is inside, in this process or another one. */
  pass<T>(task: () => T): T {
    const results: T[] = [];
    this.#lock.transactionSync(() => {
      results.push(task());
      return ABORT;
    });
    return results[0]!;
  }

  close(): Promise<void> {
    return this.#lock.close();
  }
}
