/**
 * A beat: one line of JSON that a child writes to its supervisor, again and again.
 *
 * Each one says everything, so that a lost one does not matter and "ready" needs no message of its
 * own. How long something has lasted is counted in the child's own beats: time in which the whole
 * process or the whole machine stood still is nobody's fault and does not count.
 */

/** Where a process is with the lock that lets one process at a time write to the state. */
export type LockPhase = "outside" | "waiting" | "inside";

/** How far a child has come in its life. */
export type AgentPhase = "opening" | "ready" | "stopping";

export const LOCK_PHASES: readonly LockPhase[] = ["outside", "waiting", "inside"];
export const AGENT_PHASES: readonly AgentPhase[] = ["opening", "ready", "stopping"];

export interface Beat {
  /** Counts the beats of this process, from 1. */
  readonly beat: number;
  readonly phase: AgentPhase;
  /** For how long the main thread's event loop has stood still, less its waiting for the lock. */
  readonly mainLagMs: number;
  readonly lock: LockPhase;
  /** For how long the process has been in that phase of the lock without a change. */
  readonly lockForMs: number;
  /** Everything that the process has in memory, including the pages of the state's file. */
  readonly rssBytes: number;
  /** Of the last second: 100 is one processor the whole time. */
  readonly cpuPercent?: number;
  /** The longest time for which it has held the write lock since its start. */
  readonly longestWriteMs?: number;
  /** Tasks that it is at, and that it has begun since its start. */
  readonly tasksUnderWay?: number;
  readonly tasksBegun?: number;
}

/** More than any beat takes: whoever writes longer lines does not speak this language. */
const LINE_LENGTH_MAX = 4_096;

export function encodeBeat(beat: Beat): string {
  return `${JSON.stringify(beat)}\n`;
}

/** Cuts what comes out of the pipe into beats. What is not a beat is skipped. */
export class BeatReader {
  #rest = "";

  read(chunk: string): Beat[] {
    const lines = (this.#rest + chunk).split("\n");
    const rest = lines.pop() ?? "";
    this.#rest = rest.length > LINE_LENGTH_MAX ? "" : rest;
    return lines.map(decodeBeat).filter((beat) => beat !== undefined);
  }
}

function decodeBeat(line: string): Beat | undefined {
  try {
    const beat: unknown = JSON.parse(line);
    return isBeat(beat) ? beat : undefined;
  } catch {
    return undefined;
  }
}

function isBeat(value: unknown): value is Beat {
  if (typeof value !== "object" || value === null) return false;
  const { beat, phase, mainLagMs, lock, lockForMs, rssBytes } = value as Record<string, unknown>;
  return (
    [beat, mainLagMs, lockForMs, rssBytes].every((number) => typeof number === "number") &&
    AGENT_PHASES.some((known) => known === phase) &&
    LOCK_PHASES.some((known) => known === lock)
  );
}
