/**
 * The bells: files of one byte, which a process writes to when it has committed. The others watch those
 * that they have a reason to listen to.
 *
 *     commit changes ["task", "mail", "7"]  ──▶  `bell`, for whoever wants every commit,
 *                                                and in `bells/` those of ["task"] and ["task", "mail"]
 *
 * Were there one bell for all, every commit would wake every process, and each would want the processor
 * for itself while the one that works goes on. Which bell a prefix has is drawn by lot (a hash of its
 * first two parts): who is woken for nothing looks, and sleeps on.
 *
 * They could watch the data file: but each commit changes that a dozen times, page by page. A process
 * that dies after its commit and before it rings leaves it to the safety poll, or to the next ring.
 */

import { closeSync, constants, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Key } from "@holdfast/shared-state/engine";

const ONE_BYTE = Buffer.from("!");
/** Of many, few are shared by what is watched and what is not. */
const BELLS = 64;
/** So many parts of a prefix, at most, choose its bell. */
const PARTS_MAX = 2;

export class Bell {
  readonly #everyCommit: string;
  readonly #folder: string;
  readonly #ringsAlways: number;
  readonly #descriptors: readonly number[];

  constructor(folder: string) {
    this.#everyCommit = join(folder, "bell");
    this.#folder = join(folder, "bells");
    mkdirSync(this.#folder, { recursive: true });
    this.#ringsAlways = openToRing(this.#everyCommit);
    // All at once: when the disk is full, none could be made any more.
    this.#descriptors = Array.from({ length: BELLS }, (_, bell) => openToRing(this.#file(bell)));
  }

  /** The file that changes after each commit under this prefix. */
  fileOf(prefix: Key): string {
    return prefix.length === 0 ? this.#everyCommit : this.#file(bellOf(prefix, PARTS_MAX));
  }

  /** A commit has changed these keys. */
  ring(keys: Iterable<Key>): void {
    const bells = new Set<number>();
    for (const key of keys) {
      for (let parts = 1; parts <= PARTS_MAX; parts++) bells.add(bellOf(key, parts));
    }
    try {
      writeSync(this.#ringsAlways, ONE_BYTE, 0, ONE_BYTE.length, 0);
      for (const bell of bells) {
        writeSync(this.#descriptors[bell]!, ONE_BYTE, 0, ONE_BYTE.length, 0);
      }
    } catch {
      // A full disk may refuse even this byte. The commit stands; the others' polls find it.
    }
  }

  close(): void {
    for (const descriptor of [this.#ringsAlways, ...this.#descriptors]) closeSync(descriptor);
  }

  #file(bell: number): string {
    return join(this.#folder, String(bell));
  }
}

function openToRing(file: string): number {
  return openSync(file, constants.O_RDWR | constants.O_CREAT);
}

/** That of the key's first parts, so many or as many as it has. */
function bellOf(key: Key, partsMax: number): number {
  let hash = 0;
  for (const part of key.slice(0, partsMax)) {
    const text = String(part);
    for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) >>> 0;
    hash = (hash * 31) >>> 0;
  }
  return hash % BELLS;
}
