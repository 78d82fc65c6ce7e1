/**
 * The shared state: every primitive that agents coordinate through, above any engine.
 * Each file is one idea; start with `engine.ts` (the port), then `holds.ts` and `sagas.ts`.
 */

export { type Clock, sleep, systemClock } from "./clock.ts";
export * from "./diaries.ts";
export * from "./documents.ts";
export type * from "./engine.ts";
export * from "./errors.ts";
export * from "./holds.ts";
export type { Key, KeyPart } from "./keys.ts";
export { keyspace } from "./keyspace.ts";
export * from "./outcome.ts";
export * from "./presence.ts";
export * from "./saga-definition.ts";
export * from "./saga-steps.ts";
export * from "./sagas.ts";
export * from "./state.ts";
export * from "./streams.ts";
export * from "./task-board.ts";
export * from "./tasks.ts";
export * from "./watches.ts";
