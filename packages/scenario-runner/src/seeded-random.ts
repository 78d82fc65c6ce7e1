/**
 * Chance that is the same for the same seed: mulberry32, public domain, by Tommy Ettinger; enough to
 * choose by.
 */

export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, and not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  pick<T>(from: readonly T[]): T {
    const chosen = from[Math.floor(this.next() * from.length)];
    if (chosen === undefined) throw new Error("There is nothing to choose from.");
    return chosen;
  }

  /** Of its own, so that who draws first elsewhere changes nothing here. */
  fork(name: string): SeededRandom {
    let mixed = this.#state;
    for (const letter of name) mixed = Math.imul(mixed ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
    return new SeededRandom(mixed);
  }
}
