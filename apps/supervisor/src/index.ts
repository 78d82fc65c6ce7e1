/** Starts, watches, limits and restarts processes. `main.ts` says which. */

export { ProgramNotBuilt, programFile } from "@holdfast/agent-runtime/process";
export { type Backup, backUp } from "@holdfast/engine-lmdb";
export type { ChildState, ChildStatus, LastEnd } from "./child.ts";
export type { ChildSpec, Needs } from "./child-spec.ts";
export type { KillReason } from "./heartbeat-monitor.ts";
export type { RestartRules } from "./restart-policy.ts";
export { restoreState } from "./restoring.ts";
export { stopOnSignals } from "./signals.ts";
export {
  type RollingRestart,
  type Supervisor,
  type SupervisorOptions,
  startSupervisor,
} from "./supervisor.ts";
export { SupervisorRunningError } from "./supervisor-lock.ts";
