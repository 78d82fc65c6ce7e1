/**
 * For whoever arms failpoints: says what is to happen, waits until it has, and lets go on who waits.
 *
 *     const control = new FailpointControl(folder);
 *     control.arm([{ id: "late", failpoint: "claim.after-commit", action: "pause" }]);
 *     const hit = await control.waitForHit("late", { timeoutMs: 10_000 });
 *     control.release("late");
 *
 * The processes are started with HOLDFAST_FAILPOINTS=folder, and look at the rules each time that they
 * come to a failpoint: they may be armed at any time.
 */

import { mkdirSync, renameSync, watch, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Clock, HoldfastError, systemClock } from "@holdfast/shared-state/engine";
import { type FailpointHit, FailpointHits } from "./failpoint-hits.ts";
import {
  armedFile,
  checkRules,
  type FailpointRule,
  paceFile,
  parseArmed,
  readArmed,
  releaseFile,
} from "./failpoint-rules.ts";

export interface WaitForHitOptions {
  readonly timeoutMs: number;
  /** Which time that the rule strikes, from 1; the first when absent. */
  readonly nth?: number;
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal;
}

/** A watch on a folder may miss something on some file systems: so often it is looked at anyway. */
const LOOK_EVERY_MS = 250;

export class FailpointControl {
  readonly folder: string;
  readonly #clock: Clock;
  readonly #hits: FailpointHits;
  readonly #used = new Set<string>();
  readonly #waiting = new Set<() => void>();

  /** Makes the folder, if it is not there. */
  constructor(folder: string, { clock = systemClock() }: { clock?: Clock } = {}) {
    this.folder = folder;
    this.#clock = clock;
    this.#hits = new FailpointHits(folder);
    mkdirSync(dirname(releaseFile(folder, "any")), { recursive: true });
    this.#noteUsed();
  }

  /** For processes that start from now on: leases live, and waits last, so many times as long. */
  slowDown(times: number): void {
    writeFileSync(paceFile(this.folder), String(times));
  }

  armed(): readonly FailpointRule[] {
    return parseArmed(readArmed(this.folder));
  }

  /**
   * Beside the rules that are armed already. All of them, or none.
   * @throws HoldfastError `failpoint-rule-invalid`: no such failpoint; one inside a transaction is to
   *   wait; one is to fail where nobody may; an id that has been used
   */
  arm(rules: readonly FailpointRule[]): void {
    const checked = checkRules(rules);
    const used = new Set(this.#used);
    for (const { id } of checked) {
      if (used.has(id)) {
        const problem = `The id ${id} has been used.`;
        throw new HoldfastError("failpoint-rule-invalid", { problem });
      }
      used.add(id);
    }
    this.#write([...this.armed(), ...checked]);
    for (const { id } of checked) this.#used.add(id);
  }

  /** The rule strikes no more, and whoever waits by it goes on. */
  disarm(id: string): void {
    this.#expectUsed(id);
    this.#takeAway(id);
  }

  /**
   * Whoever waits by this rule goes on, and whoever comes to wait by it later does not begin to.
   * @param ordinal only that arrival by the rule; every one when absent
   */
  release(id: string, ordinal?: number): void {
    this.#expectUsed(id);
    this.#letGo(id, ordinal);
  }

  /** What has happened, in order. */
  hits(): FailpointHit[] {
    return this.#hits.refresh().struck();
  }

  /** Resolves once the rule has struck; with undefined when it does not in time, or is closed. */
  async waitForHit(
    id: string,
    { timeoutMs, nth = 1, signal }: WaitForHitOptions,
  ): Promise<FailpointHit | undefined> {
    const look = () => this.hits().filter(({ rule }) => rule === id)[nth - 1];
    if (signal?.aborted) return look();
    return look() ?? (await this.#watchUntil(look, timeoutMs, signal));
  }

  /**
   * Disarms everything, whoever has armed it: nobody waits any more, also not whoever waits here. They
   * are told first, because the rules may turn out not to be readable.
   */
  close(): void {
    for (const giveUp of this.#waiting) giveUp();
    for (const { id } of this.armed()) this.#takeAway(id);
  }

  #takeAway(id: string): void {
    this.#write(this.armed().filter((rule) => rule.id !== id));
    this.#letGo(id);
  }

  #letGo(id: string, ordinal?: number): void {
    writeFileSync(releaseFile(this.folder, id, ordinal), "");
  }

  /** Another control of the folder may have armed it since this one looked. */
  #expectUsed(id: string): void {
    if (!this.#used.has(id)) this.#noteUsed();
    if (this.#used.has(id)) return;
    throw new HoldfastError("failpoint-rule-invalid", { problem: `No rule has the id ${id}.` });
  }

  #noteUsed(): void {
    for (const { id } of this.armed()) this.#used.add(id);
    for (const { rule } of this.hits()) this.#used.add(rule);
  }

  #watchUntil<T>(
    look: () => T | undefined,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      let cancelLook = () => {};
      const stop = () => {
        watcher.close();
        cancelLook();
        cancelTimeout();
        this.#waiting.delete(giveUp);
        signal?.removeEventListener("abort", giveUp);
      };
      const giveUp = () => {
        stop();
        resolve(undefined);
      };
      const lookOnce = () => {
        try {
          const found = look();
          if (found === undefined) return;
          stop();
          resolve(found);
        } catch (error) {
          stop();
          reject(error);
        }
      };
      const lookRegularly = () => {
        cancelLook = this.#clock.after(LOOK_EVERY_MS, lookRegularly);
        lookOnce();
      };
      const watcher = watch(this.folder, lookOnce);
      const cancelTimeout = this.#clock.after(timeoutMs, giveUp);
      this.#waiting.add(giveUp);
      signal?.addEventListener("abort", giveUp);
      lookRegularly();
    });
  }

  /** As a whole: a process reads all of it or what was there before. */
  #write(rules: readonly FailpointRule[]): void {
    const draft = `${armedFile(this.folder)}.draft`;
    writeFileSync(draft, JSON.stringify(rules, undefined, 2));
    renameSync(draft, armedFile(this.folder));
  }
}
