/**
 * The process side alone: start, heartbeat, drain, stop; logging; the times. It knows nothing of the
 * store, so that the supervisor, which must never touch it, does not even load it.
 */

export * from "./agent-process.ts";
export * from "./armed-failpoints.ts";
export * from "./asked-dial.ts";
export { type AgentPhase, type Beat, BeatReader, encodeBeat, type LockPhase } from "./beat.ts";
export * from "./environment.ts";
export * from "./failpoint-control.ts";
export type { FailpointHit } from "./failpoint-hits.ts";
export * from "./logging.ts";
export * from "./orders.ts";
export { ProgramNotBuilt, programFile } from "./programs.ts";
export * from "./retention.ts";
export * from "./throw-away.ts";
export * from "./timing.ts";
