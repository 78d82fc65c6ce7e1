/**
 * How much of a processor this process has used lately, all its threads together: 100 is one processor
 * the whole time. Of the last second: a shorter look back would mostly show where the looks happened to
 * fall.
 */

const LOOK_BACK_MS = 1_000;

interface Sample {
  readonly atMs: number;
  readonly usedMs: number;
}

export class ProcessorShare {
  #samples: Sample[];

  /** @param usedMs processor time since the process began */
  constructor(atMs: number, usedMs: number) {
    this.#samples = [{ atMs, usedMs }];
  }

  /** Call it regularly. */
  look(atMs: number, usedMs: number): number {
    const since = this.#samples.findLast((sample) => sample.atMs <= atMs - LOOK_BACK_MS);
    if (since) this.#samples = this.#samples.slice(this.#samples.indexOf(since));
    this.#samples.push({ atMs, usedMs });
    const [oldest] = this.#samples;
    if (!oldest || atMs <= oldest.atMs) return 0;
    return Math.round((1_000 * (usedMs - oldest.usedMs)) / (atMs - oldest.atMs)) / 10;
  }
}
