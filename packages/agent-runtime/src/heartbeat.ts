/**
 * A child's side of the heartbeat.
 *
 * The beats come from a thread of their own, so that a main thread that waits for the write lock,
 * or is blocked, can still be told from a process that is stopped. The main thread shares what it
 * is doing through a few numbers in shared memory: writing them costs nothing and cannot block.
 *
 *     main thread ── shared memory ──→ heartbeat thread ── pipe ──→ supervisor
 *         ↑                                   │
 *         └───────── "the pipe broke" ────────┘
 *
 * When the pipe breaks the supervisor is dead, even if by `kill -9`, and the child must not outlive
 * it: the thread tells the main thread, and kills the process if that does not end it in time.
 */

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { AGENT_PHASES, type AgentPhase, LOCK_PHASES, type LockPhase } from "./beat.ts";

/** The places of the shared numbers. */
export const TICKS = 0;
export const PHASE = 1;
/** The number of changes, times four, plus the phase: so that one read gets both. */
export const LOCK = 2;
/** 1 while the main thread waits at a failpoint, because a test wants it so. */
export const AT_FAILPOINT = 3;
/** The longest time in the write lock, in microseconds. */
export const LONGEST_WRITE = 4;
/** How many tasks have begun, and how many of those have ended. */
export const TASKS_BEGUN = 5;
export const TASKS_ENDED = 6;
const PLACES = 7;

export interface HeartbeatThreadOptions {
  readonly shared: Int32Array;
  readonly pipe: number;
  readonly heartbeatMs: number;
  readonly orphanMs: number;
}

/** What the threads say to each other. The main thread: beat at once. The other: see below. */
export type HeartbeatMessage = "beating" | "pipe-broken";

export interface Heartbeat {
  enter(phase: AgentPhase): void;
  /** For the engine's `onWriteLock`. */
  onWriteLock(phase: LockPhase): void;
  /** How long this process has held the write lock at most, by the engine's own count. */
  measureWrites(longestMs: () => number): void;
  /** A task's attempt begins, or has ended. */
  onTask(phase: "begun" | "ended"): void;
  /** The main thread is about to stand still at a failpoint, or goes on. */
  onFailpoint(waiting: boolean): void;
}

export interface HeartbeatOptions {
  /** The pipe to the supervisor; without it nothing is reported to anybody. */
  readonly pipe?: number;
  readonly heartbeatMs: number;
  readonly orphanMs: number;
  /** The supervisor is gone: stop, within `orphanMs`. */
  readonly onPipeBroken: () => void;
  /** The thread itself failed. The supervisor takes its silence for a stop. */
  readonly onThreadFailed: (error: Error) => void;
}

/** As microseconds, it still fits where it is noted. */
const LONGEST_MS_MAX = 1_000_000;

/** A heartbeat needs little memory, and the child's limit is for its work. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };

/**
 * Resolves once the thread beats: from then on the process can be watched. There is no way to stop
 * it but to end the process: whatever main thread is left without it could block unseen, for ever.
 */
export async function startHeartbeat(options: HeartbeatOptions): Promise<Heartbeat> {
  const shared = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));
  const thread = await startThread(shared, options);
  let longestWriteMs = () => 0;
  setInterval(() => {
    Atomics.add(shared, TICKS, 1);
    const longestMs = Math.min(longestWriteMs(), LONGEST_MS_MAX);
    Atomics.store(shared, LONGEST_WRITE, Math.round(longestMs * 1_000));
  }, options.heartbeatMs);
  return {
    enter(phase) {
      // Whoever enters a phase is alive, even if the loop has not turned since a long opening.
      Atomics.add(shared, TICKS, 1);
      Atomics.store(shared, PHASE, AGENT_PHASES.indexOf(phase));
      thread?.postMessage(null);
    },
    onWriteLock(phase) {
      const changes = (Atomics.load(shared, LOCK) >> 2) + 1;
      Atomics.store(shared, LOCK, (changes << 2) | LOCK_PHASES.indexOf(phase));
    },
    measureWrites(longestMs) {
      longestWriteMs = longestMs;
    },
    onTask(phase) {
      Atomics.add(shared, phase === "begun" ? TASKS_BEGUN : TASKS_ENDED, 1);
    },
    onFailpoint(waiting) {
      Atomics.store(shared, AT_FAILPOINT, waiting ? 1 : 0);
    },
  };
}

async function startThread(
  shared: Int32Array,
  { pipe, heartbeatMs, orphanMs, onPipeBroken, onThreadFailed }: HeartbeatOptions,
): Promise<Worker | undefined> {
  if (pipe === undefined) return undefined;
  const workerData: HeartbeatThreadOptions = { shared, pipe, heartbeatMs, orphanMs };
  const thread = new Worker(new URL("./heartbeat-thread.js", import.meta.url), {
    workerData,
    resourceLimits: THREAD_LIMITS,
    env: {},
  });
  await once(thread, "message");
  thread.on("message", (message: HeartbeatMessage) => {
    if (message === "pipe-broken") onPipeBroken();
  });
  thread.on("error", onThreadFailed);
  return thread;
}
