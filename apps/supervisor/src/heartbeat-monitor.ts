/**
 * Who is stuck, and who merely waits?
 *
 * A process that is stopped inside a write holds the lock that every writer needs. Seen from the
 * store, it and those that wait for it look alike; over the pipe they do not. A stopped process is
 * silent, since the thread that beats is stopped with it. One that waits goes on beating, and says
 * that it waits. Only the first is killed: the others go on as soon as it is gone.
 *
 * But for one case. The lock is a robust futex: whoever gives it back wakes one of those that wait, and
 * when that one is killed before it has taken the lock, and a third has taken it meanwhile, the wake-up is
 * lost, and the rest sleep beside a lock that is free. We have seen it once, in some hundred processes
 * that were killed under load. So nobody waits for ever: the kernel forgets a waiter that is killed.
 *
 * The decision is pure. It is made from times in which the supervisor itself was awake: after a
 * pause of its own, or of the whole machine, the beats that it missed are waiting in the pipe, and
 * nobody is blamed.
 */

import type { Beat, Timing } from "@holdfast/agent-runtime/process";

export type KillReason =
  | "stopped"
  | "blocked"
  | "holds-lock"
  | "waits-in-vain"
  | "never-ready"
  | "over-memory";

export type Verdict =
  | { readonly kill: false; readonly is: "opening" | "working" | "waiting" }
  | { readonly kill: true; readonly because: KillReason };

export interface Observation {
  /** The last beat; absent until the first one. */
  readonly beat?: Beat;
  /** Since the last beat, or since the start when there has been none. */
  readonly silentMs: number;
  readonly sinceStartMs: number;
  /** What the process has of its own; absent when that is unknown. */
  readonly memoryBytes?: number;
  readonly memoryBytesMax: number;
}

export function judge(seen: Observation, timing: Timing): Verdict {
  const because = reasonToKill(seen, timing);
  if (because) return { kill: true, because };
  if (seen.beat?.lock === "waiting") return { kill: false, is: "waiting" };
  return { kill: false, is: isOpening(seen) ? "opening" : "working" };
}

function reasonToKill(seen: Observation, timing: Timing): KillReason | undefined {
  const { beat, silentMs, sinceStartMs, memoryBytes = 0, memoryBytesMax } = seen;
  if (memoryBytes > memoryBytesMax) return "over-memory";
  if (beat && silentMs > timing.stuckKillMs) return "stopped";
  if (beat?.lock === "inside" && beat.lockForMs > timing.stuckKillMs) return "holds-lock";
  if (beat?.lock === "waiting" && beat.lockForMs > timing.lockWaitMsMax) return "waits-in-vain";
  if (isOpening(seen)) return sinceStartMs > timing.openingMsMax ? "never-ready" : undefined;
  if (beat && beat.mainLagMs > timing.stuckKillMs) return "blocked";
  return undefined;
}

/** A child that is still opening the store may be busy with that for as long as it takes. */
function isOpening({ beat }: Observation): boolean {
  return !beat || beat.phase === "opening";
}

/** The time in which the supervisor was awake, advanced by looking at the clock regularly. */
export class AwakeTime {
  readonly #lookEveryMs: number;
  #lookedAtMs: number;
  #awakeMs = 0;

  constructor(nowMs: number, lookEveryMs: number) {
    this.#lookedAtMs = nowMs;
    this.#lookEveryMs = lookEveryMs;
  }

  get awakeMs(): number {
    return this.#awakeMs;
  }

  /** A look that comes late counts no more than one that is a little late. */
  look(nowMs: number): void {
    this.#awakeMs += Math.min(nowMs - this.#lookedAtMs, 2 * this.#lookEveryMs);
    this.#lookedAtMs = nowMs;
  }
}
