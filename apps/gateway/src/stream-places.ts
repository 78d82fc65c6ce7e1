/**
 * How many streams of changes may be open at once: so many for all, and for one access token no more
 * than a part of them, so that nobody can keep all the others out.
 */

import { Problem } from "./problems.ts";

/** An office's door signs may share an access token. */
const USUAL = { forAll: 200, forOne: 50 } as const;

interface Limits {
  readonly forAll: number;
  readonly forOne: number;
}

export class StreamPlaces {
  readonly #limits: Limits;
  /** Whoever has none stands not in it. */
  readonly #taken = new Map<string, number>();
  #open = 0;

  constructor(limits: Limits = USUAL) {
    this.#limits = limits;
  }

  /**
   * Returns how to leave it, which counts once.
   * @throws Problem `too-many-own-streams`, `too-many-streams`
   */
  take(access: string): () => void {
    const { forAll, forOne } = this.#limits;
    const own = this.#taken.get(access) ?? 0;
    if (own >= forOne) throw new Problem("too-many-own-streams", { members: { limit: forOne } });
    if (this.#open >= forAll) throw new Problem("too-many-streams", { members: { limit: forAll } });
    this.#taken.set(access, own + 1);
    this.#open += 1;
    let isTaken = true;
    return () => {
      if (isTaken) this.#leave(access);
      isTaken = false;
    };
  }

  #leave(access: string): void {
    const own = this.#taken.get(access) ?? 0;
    if (own > 1) this.#taken.set(access, own - 1);
    else this.#taken.delete(access);
    this.#open -= 1;
  }
}
