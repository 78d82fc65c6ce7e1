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
 * So there is a gate with several doors. Who writes passes through one of them, and as a rule meets
 * nobody there; who opens closes all of them first. (Known as a big-reader lock.) A door is an LMDB
 * file to which nobody ever commits: all that it is for is its write lock, which the kernel frees when
 * its holder dies, and which, where nothing is committed, can be had without the danger that it is to
 * prevent.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ABORT, open, type RootDatabase } from "lmdb";
import { inTurn } from "./entrance.ts";

type Door = RootDatabase<string, Buffer>;

const DOORS = 8;

export class Gate {
  readonly #doors: readonly Door[];
  readonly #own: Door;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, "gate");
    mkdirSync(this.#folder, { recursive: true });
    const openDoor = (_: unknown, door: number): Door =>
      open<string, Buffer>(join(this.#folder, `${door}.lmdb`), { keyEncoding: "binary" });
    this.#doors = inTurn(this.#folder, () => Array.from({ length: DOORS }, openDoor));
    this.#own = this.#doors[process.pid % DOORS]!;
  }

  /** To write: others may write meanwhile, as far as the file's own lock lets them. */
  pass<T>(task: () => T): T {
    return inDoor(this.#own, task);
  }

  /** To open: nobody else is inside. Everybody takes the doors in the same order. */
  closed<T>(task: () => T): T {
    const through = this.#doors.reduceRight<() => T>(
      (inner, door) => () => inDoor(door, inner),
      task,
    );
    return inTurn(this.#folder, through);
  }

  /** Closes the file behind the gate, and the gate. */
  async close(closeFile: () => Promise<void> = async () => {}): Promise<void> {
    const closing = () => [closeFile(), ...this.#doors.map((door) => door.close())];
    await Promise.all(inTurn(this.#folder, closing));
  }
}

function inDoor<T>(door: Door, task: () => T): T {
  const results: T[] = [];
  door.transactionSync(() => {
    results.push(task());
    return ABORT;
  });
  return results[0]!;
}
