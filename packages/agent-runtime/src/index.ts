/** What every agent's process is made of: start, heartbeat, drain, stop; logging; the times. */

export * from "./agent-process.ts";
export * from "./announce-process.ts";
export * from "./armed-failpoints.ts";
export * from "./asked-dial.ts";
export { type AgentPhase, type Beat, BeatReader, encodeBeat, type LockPhase } from "./beat.ts";
export * from "./claimed-work.ts";
export * from "./environment.ts";
export * from "./failpoint-control.ts";
export type { FailpointHit, WaitEnd } from "./failpoint-hits.ts";
export type { FailpointAction, FailpointRule } from "./failpoint-rules.ts";
export * from "./guarantee.ts";
export * from "./logging.ts";
export * from "./orders.ts";
export * from "./recorded-reads.ts";
export * from "./retention.ts";
export * from "./serve.ts";
export * from "./throw-away.ts";
export * from "./timing.ts";
export * from "./worker.ts";
export * from "./worker-agent.ts";
export * from "./worker-role.ts";
