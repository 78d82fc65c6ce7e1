/**
 * A disk of a stage that keeps nothing for good until the race says so, and whose power can be cut.
 *
 *     commits   1 ── 2 ── 3 ── 4 ── 5        everybody reads them at once
 *     sync()         ▲                       what is there now is kept
 *     cutPower()                    ✗        3, 4 and 5 are gone; whoever waited for them is, too
 *
 * Killing processes shows nothing of this: what they have written stays with the operating system. Here
 * the state's folder is copied at each sync, and after a power cut that copy is all that there is.
 */

import { cpSync, renameSync, rmSync } from "node:fs";
import { type Engine, engineAround } from "@holdfast/shared-state/engine";

/** Nobody goes on after a power cut; here they learn of it. */
export class PowerCut extends Error {
  override readonly name = "PowerCut";
}

interface Waiting {
  readonly revision: number;
  readonly resolve: () => void;
  readonly reject: (error: PowerCut) => void;
}

export class SlowDisk {
  readonly #folder: string;
  readonly #kept: string;
  #durable = 0;
  #isOff = false;
  #waiting: Waiting[] = [];
  #whenWaitedFor = () => {};
  /** Resolves when somebody waits for what is not durable yet. */
  readonly waitedFor: Promise<void>;

  constructor(folder: string) {
    this.#folder = folder;
    this.#kept = `${folder}-kept`;
    this.waitedFor = new Promise((resolve) => {
      this.#whenWaitedFor = resolve;
    });
  }

  /** Put between a handle and its engine. */
  around(engine: Engine): Engine {
    const durable = (revision: number) => this.#untilDurable(revision);
    return engineAround(engine, {
      async transact(body, options) {
        const committed = await engine.transact(body, { ...options, durable: false });
        if (options?.durable) await durable(committed.revision);
        return committed;
      },
      durable,
    });
  }

  /** @param head the latest commit, with which all are kept */
  sync(head: number): void {
    rmSync(this.#kept, { recursive: true, force: true });
    cpSync(this.#folder, this.#kept, { recursive: true });
    this.#durable = head;
    const done = this.#waiting.filter(({ revision }) => revision <= head);
    this.#waiting = this.#waiting.filter((each) => !done.includes(each));
    for (const { resolve } of done) resolve();
  }

  /** Returns the last commit that is still there. */
  cutPower(): number {
    this.#isOff = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new PowerCut());
    return this.#durable;
  }

  /** When nobody has the state open any more: what is left of it. */
  settle(): void {
    if (this.#isOff) {
      rmSync(this.#folder, { recursive: true });
      renameSync(this.#kept, this.#folder);
    }
    rmSync(this.#kept, { recursive: true, force: true });
  }

  async #untilDurable(revision: number): Promise<void> {
    if (revision <= this.#durable) return;
    if (this.#isOff) throw new PowerCut();
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ revision, resolve, reject });
      this.#whenWaitedFor();
    });
  }
}
