/**
 * Whose transaction comes next, written down: of several agents who are all at it, each waits before
 * each of its transactions until the order names it.
 *
 *     order: ada, bob, ada, bob      ada looks ── bob looks ── ada writes ── bob writes
 *
 * Who needs fewer transactions than the order has for it lets the others go on.
 */

import { type Engine, engineAround } from "@holdfast/shared-state/engine";

export class WrittenOrder {
  #left: readonly string[];
  #waiting: { readonly actor: string; readonly begin: () => void }[] = [];

  constructor(actors: readonly string[]) {
    this.#left = actors;
  }

  /** Put around the engine of that agent; see `Stage.agent`. */
  around(actor: string): (engine: Engine) => Engine {
    return (engine) =>
      engineAround(engine, {
        transact: async (body, options) => {
          await this.#begin(actor);
          try {
            return await engine.transact(body, options);
          } finally {
            this.#end(actor);
          }
        },
      });
  }

  /** Runs what the agents do, all at once, and resolves when all of them are done. */
  async race(acts: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
    const running = Object.entries(acts).map(async ([actor, act]) => {
      await act();
      this.#left = this.#left.filter((other) => other !== actor);
      this.#callNext();
    });
    await Promise.all(running);
  }

  async #begin(actor: string): Promise<void> {
    await new Promise<void>((begin) => {
      this.#waiting.push({ actor, begin });
      this.#callNext();
    });
  }

  #end(actor: string): void {
    if (this.#left[0] === actor) this.#left = this.#left.slice(1);
    this.#callNext();
  }

  /** When the order has come to its end, everybody goes on. */
  #callNext(): void {
    const [next] = this.#left;
    const called = this.#waiting.filter(({ actor }) => next === undefined || actor === next);
    this.#waiting = this.#waiting.filter((each) => !called.includes(each));
    for (const { begin } of called) begin();
  }
}
