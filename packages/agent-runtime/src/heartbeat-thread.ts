/** The heartbeat's thread: see `heartbeat.ts`. It depends on the main thread for nothing. */

import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { AGENT_PHASES, encodeBeat, LOCK_PHASES } from "./beat.ts";
import {
  AT_FAILPOINT,
  type HeartbeatMessage,
  type HeartbeatThreadOptions,
  LOCK,
  LONGEST_WRITE,
  PHASE,
  TASKS_BEGUN,
  TASKS_ENDED,
  TICKS,
} from "./heartbeat.ts";
import { ProcessorShare } from "./processor-share.ts";

const { shared, pipe, heartbeatMs, orphanMs } = workerData as HeartbeatThreadOptions;

/**
 * For how long a shared number has stayed the same. Counted from look to look, and a look that
 * comes late (the process was stopped, the machine slept) counts as if it had been in time.
 */
class Unchanged {
  readonly #place: number;
  #value: number;
  #forMs = 0;
  #lookedAtMs = performance.now();

  constructor(place: number) {
    this.#place = place;
    this.#value = Atomics.load(shared, place);
  }

  look({ counts } = { counts: true }): { value: number; forMs: number } {
    const value = Atomics.load(shared, this.#place);
    const nowMs = performance.now();
    const passedMs = counts ? Math.min(nowMs - this.#lookedAtMs, 2 * heartbeatMs) : 0;
    this.#forMs = value === this.#value ? this.#forMs + passedMs : 0;
    this.#lookedAtMs = nowMs;
    this.#value = value;
    return { value, forMs: Math.round(this.#forMs) };
  }
}

/** Of the whole process, all its threads. */
function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const ticks = new Unchanged(TICKS);
const lock = new Unchanged(LOCK);
const processorShare = new ProcessorShare(performance.now(), usedMs());
let beats = 0;

function beat(): void {
  const { value: lockValue, forMs: lockForMs } = lock.look();
  const phase = LOCK_PHASES[lockValue & 3] ?? "outside";
  // A main thread that waits for the lock, or at a failpoint, stands still too, but through no fault
  // of its own. That time must not count later either, when it goes on and its loop has not yet turned.
  const blameless = phase === "waiting" || Atomics.load(shared, AT_FAILPOINT) === 1;
  const mainLag = ticks.look({ counts: !blameless });
  const tasksBegun = Atomics.load(shared, TASKS_BEGUN);
  beats += 1;
  write(
    encodeBeat({
      beat: beats,
      phase: AGENT_PHASES[Atomics.load(shared, PHASE)] ?? "opening",
      mainLagMs: mainLag.forMs,
      lock: phase,
      lockForMs,
      rssBytes: process.memoryUsage.rss(),
      cpuPercent: processorShare.look(performance.now(), usedMs()),
      longestWriteMs: Atomics.load(shared, LONGEST_WRITE) / 1_000,
      tasksUnderWay: tasksBegun - Atomics.load(shared, TASKS_ENDED),
      tasksBegun,
    }),
  );
}

function write(line: string): void {
  try {
    writeSync(pipe, line);
  } catch (error) {
    // A pipe that is full for the moment loses a beat; the next one says it all again.
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") endOrphan();
  }
}

/** The supervisor is gone. */
function endOrphan(): void {
  clearInterval(beating);
  parentPort?.removeListener("message", beat);
  say("pipe-broken");
  setTimeout(() => process.kill(process.pid, "SIGKILL"), orphanMs);
}

function say(message: HeartbeatMessage): void {
  parentPort?.postMessage(message);
}

const beating = setInterval(beat, heartbeatMs);
parentPort?.on("message", beat);
beat();
say("beating");
