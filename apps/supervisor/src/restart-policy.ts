/**
 * When a child that died is started again, and when that is given up.
 *
 * Each death in a row is answered later than the one before. A child that dies too often within the
 * window stays down: it would only take time and processor from those that still work.
 */

export interface RestartRules {
  readonly backoffMsFirst: number;
  readonly backoffMsMax: number;
  /** How often a child may be started again within the window. */
  readonly restartsMax: number;
  readonly windowMs: number;
}

export const RESTART_RULES: RestartRules = {
  backoffMsFirst: 100,
  backoffMsMax: 3_200,
  restartsMax: 10,
  windowMs: 60_000,
};

export type RestartDecision =
  | { readonly again: true; readonly inMs: number }
  | { readonly again: false; readonly deaths: number };

export class RestartPolicy {
  readonly #rules: RestartRules;
  #deathsMs: number[] = [];

  constructor(rules: RestartRules = RESTART_RULES) {
    this.#rules = rules;
  }

  /** A child died at this moment of the monotonic clock. */
  died(nowMs: number): RestartDecision {
    const { backoffMsFirst, backoffMsMax, restartsMax, windowMs } = this.#rules;
    this.#deathsMs = this.#deathsMs.filter((atMs) => nowMs - atMs < windowMs);
    this.#deathsMs.push(nowMs);
    const deaths = this.#deathsMs.length;
    if (deaths > restartsMax) return { again: false, deaths };
    return { again: true, inMs: Math.min(backoffMsFirst * 2 ** (deaths - 1), backoffMsMax) };
  }

  /** Somebody has started the child by hand: it gets all its chances again. */
  forgive(): void {
    this.#deathsMs = [];
  }
}
