/**
 * Time comes in through here and nowhere else, so that tests and simulations can hold it still.
 *
 * Leases run on the *monotonic* clock, which is one clock for all processes of a machine and never
 * steps; it starts anew with each boot, hence `bootId`. The *wall* clock is for people and may jump.
 */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Clock {
  /** Milliseconds since 1970, UTC. May jump in both directions. */
  wallMs(): number;
  /** Milliseconds on the machine's monotonic clock, with a fraction. Never goes back. */
  monotonicMs(): number;
  /** Names the boot that `monotonicMs` counts from. */
  readonly bootId: string;
  /** Calls `callback` once, `ms` milliseconds from now; the returned function prevents it. */
  after(ms: number, callback: () => void): () => void;
}

/** The longest delay that `setTimeout` takes; longer ones would fire at once. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

export function systemClock(): Clock {
  return {
    wallMs: () => Date.now(),
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    bootId: readBootId(),
    after(ms, callback) {
      let timer: NodeJS.Timeout;
      const wait = (leftMs: number) => {
        if (leftMs <= TIMEOUT_MS_MAX) timer = setTimeout(callback, Math.max(leftMs, 0));
        else timer = setTimeout(() => wait(leftMs - TIMEOUT_MS_MAX), TIMEOUT_MS_MAX);
      };
      wait(ms);
      return () => clearTimeout(timer);
    },
  };
}

export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      cancel();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = clock.after(ms, finish);
    signal?.addEventListener("abort", finish);
  });
}

/** Linux (and WSL) has it in a file, macOS in the kernel's state. */
function readBootId(): string {
  const given = process.env.HOLDFAST_BOOT_ID;
  if (given) return given;
  if (process.platform === "darwin") {
    return execFileSync("sysctl", ["-n", "kern.bootsessionuuid"], { encoding: "utf8" }).trim();
  }
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
