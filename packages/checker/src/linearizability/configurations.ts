/**
 * What the search has been through: configurations, in one table of numbers that is bounded in bytes.
 * (A `Map` ends at 2^24 entries, and each of them costs ten times as much.)
 *
 *     a row     frontier │ state │ bits: placed before their turn ║ bits: optional ones used
 *               └──────────────── compared exactly ─────────────┘ └── must not be fewer ──┘
 *
 * To have used fewer of the optional operations is never worse: the others can still be used, or never.
 * So a configuration is known already if one with the same left part and no other used operations is.
 */

const FRONTIER = 0;
const STATE = 1;
const BITS = 2;
const NONE = -1;
const ROWS_AT_FIRST = 1_024;

export class Configurations {
  readonly #placedWords: number;
  readonly #keyWords: number;
  readonly #width: number;
  readonly #rowsMax: number;
  #rows: Int32Array;
  /** The first row of each bucket, and the next one of each row's bucket. */
  #heads: Int32Array;
  #next: Int32Array;
  #count = 0;

  constructor(slotCount: number, optionalCount: number, bytesMax: number) {
    this.#placedWords = Math.ceil(slotCount / 32);
    this.#keyWords = BITS + this.#placedWords;
    this.#width = this.#keyWords + Math.ceil(optionalCount / 32);
    // A row, its bucket and its link; while the table grows, the old one is there beside the new one.
    this.#rowsMax = Math.floor(bytesMax / (1.5 * 4 * (this.#width + 2)));
    const rows = Math.min(ROWS_AT_FIRST, this.#rowsMax);
    this.#rows = new Int32Array(rows * this.#width);
    this.#heads = new Int32Array(ROWS_AT_FIRST).fill(NONE);
    this.#next = new Int32Array(rows);
  }

  get width(): number {
    return this.#width;
  }

  /** The bit of the first optional operation; those of the slots begin at 0. */
  get optionalBit(): number {
    return 32 * this.#placedWords;
  }

  /** How full the table is, from 0 to 1. One that has no place for a single row is full. */
  get filled(): number {
    if (this.#rowsMax === 0) return 1;
    return this.#count / this.#rowsMax;
  }

  read(row: number, into: Int32Array): void {
    const from = row * this.#width;
    for (let word = 0; word < this.#width; word++) into[word] = this.#rows[from + word]!;
  }

  /** The new row; or undefined if it is known, or one that is no worse. The table must not be full. */
  add(configuration: Int32Array): number | undefined {
    const bucket = this.#bucketOf(configuration, 0);
    let row = this.#heads[bucket]!;
    while (row !== NONE && !this.#isNoWorse(row, configuration)) row = this.#next[row]!;
    if (row !== NONE) return undefined;
    if (this.#count === this.#next.length) this.#grow();
    const added = this.#count++;
    this.#rows.set(configuration, added * this.#width);
    this.#link(added);
    return added;
  }

  /**
   * Forgets all but these rows, which are given in ascending order and numbered anew, from 0. What is
   * forgotten may be gone through again: that costs time, and makes no verdict wrong.
   */
  keepOnly(rows: readonly number[]): void {
    const width = this.#width;
    rows.forEach((row, kept) => {
      this.#rows.copyWithin(kept * width, row * width, (row + 1) * width);
    });
    this.#count = rows.length;
    this.#linkAll();
  }

  #isNoWorse(row: number, configuration: Int32Array): boolean {
    const from = row * this.#width;
    for (let word = 0; word < this.#keyWords; word++) {
      if (this.#rows[from + word] !== configuration[word]) return false;
    }
    for (let word = this.#keyWords; word < this.#width; word++) {
      if ((this.#rows[from + word]! & ~configuration[word]!) !== 0) return false;
    }
    return true;
  }

  #grow(): void {
    const rows = Math.min(2 * this.#next.length, this.#rowsMax);
    const grown = new Int32Array(rows * this.#width);
    grown.set(this.#rows);
    this.#rows = grown;
    this.#next = new Int32Array(rows);
    this.#heads = new Int32Array(2 * this.#heads.length);
    this.#linkAll();
  }

  #linkAll(): void {
    this.#heads.fill(NONE);
    for (let row = 0; row < this.#count; row++) this.#link(row);
  }

  #link(row: number): void {
    const bucket = this.#bucketOf(this.#rows, row * this.#width);
    this.#next[row] = this.#heads[bucket]!;
    this.#heads[bucket] = row;
  }

  /** As many buckets as a power of two, so that the hash's low bits choose: they are mixed last. */
  #bucketOf(words: Int32Array, from: number): number {
    let hash = 0x9e3779b9;
    for (let word = from; word < from + this.#keyWords; word++) {
      hash = Math.imul(hash ^ words[word]!, 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) & (this.#heads.length - 1);
  }
}

export function frontierOf(configuration: Int32Array): number {
  return configuration[FRONTIER]!;
}

export function setFrontier(configuration: Int32Array, frontier: number): void {
  configuration[FRONTIER] = frontier;
}

export function stateOf(configuration: Int32Array): number {
  return configuration[STATE]!;
}

export function setState(configuration: Int32Array, state: number): void {
  configuration[STATE] = state;
}

export function hasBit(configuration: Int32Array, bit: number): boolean {
  return (configuration[BITS + (bit >>> 5)]! & (1 << (bit & 31))) !== 0;
}

export function flipBit(configuration: Int32Array, bit: number): void {
  configuration[BITS + (bit >>> 5)]! ^= 1 << (bit & 31);
}
