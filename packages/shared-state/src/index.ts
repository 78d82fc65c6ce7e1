/**
 * The shared state: every primitive that agents coordinate through, above any engine.
 * Each file is one idea; start with `engine.ts` (the port), then `holds.ts` and `sagas.ts`.
 */

export {
  ARTIFACTS_MAX,
  type Artifact,
  type ArtifactTaken,
  getArtifact,
  getArtifacts,
  type HandedOver,
  handOver,
  type NewArtifact,
  takeArtifact,
} from "./artifacts.ts";
export * from "./audit.ts";
export type { Tasks } from "./bound-tasks.ts";
export {
  type Claim,
  type ClaimedTask,
  type ClaimLost,
  isClaimed,
  releaseClaim,
  renewClaim,
} from "./claims.ts";
export { type Clock, sleep, systemClock } from "./clock.ts";
export * from "./diaries.ts";
export { type DiaryPage, readDiaryPage } from "./diary-page.ts";
export * from "./documents.ts";
export type * from "./engine.ts";
export * from "./errors.ts";
export * from "./failpoints.ts";
export * from "./holds.ts";
export { ID_LENGTH } from "./ids.ts";
export { keepLease } from "./kept-lease.ts";
export type { Key, KeyPart } from "./keys.ts";
export { keyspace } from "./keyspace.ts";
export * from "./lock-queue.ts";
export * from "./locks.ts";
export { type RetainedSince, retainedSince, retainedValues } from "./moments.ts";
export * from "./outcome.ts";
export * from "./presence.ts";
export * from "./projection-definition.ts";
export {
  type Generation,
  type Poison,
  rebuildProjection,
  restartProjection,
} from "./projection-record.ts";
export {
  type ProjectionEvent,
  type RunningProjection,
  type RunOptions,
  runProjection,
} from "./projection-runner.ts";
export type { ProjectionReader } from "./projection-view.ts";
export * from "./projections.ts";
export * from "./roles.ts";
export { Rounds } from "./rounds.ts";
export * from "./saga-definition.ts";
export * from "./saga-steps.ts";
export * from "./sagas.ts";
export * from "./sessions.ts";
export * from "./state.ts";
export * from "./streams.ts";
export * from "./task-board.ts";
export * from "./task-order.ts";
export * from "./task-progress.ts";
export { forgetTask, RESULT_KEEP_MS, type TaskResult } from "./task-results.ts";
export * from "./task-status.ts";
export type { TaskWatching } from "./task-watching.ts";
export * from "./tasks.ts";
export * from "./violations.ts";
export * from "./watches.ts";
