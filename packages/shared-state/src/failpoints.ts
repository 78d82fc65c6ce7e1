/**
 * Failpoints: named places in the code where a test may make something happen, so that a race is staged
 * and not hoped for. Each stands where a crash or a delay has been, or could be, somebody's bug.
 *
 * Nothing happens at them unless a process has installed a handler, which it does only when it is told
 * to by its environment (`agent-runtime/src/armed-failpoints.ts`).
 */

export const FAILPOINTS = {
  "saga-step.before-commit": "a step's handler has run, and nothing of it is committed",
} as const satisfies Record<string, string>;

export type FailpointName = keyof typeof FAILPOINTS;

type FailpointHandler = (name: FailpointName) => void;

let handler: FailpointHandler | undefined;

/** Undefined: no failpoint does anything. */
export function handleFailpoints(installed: FailpointHandler | undefined): void {
  handler = installed;
}

/** Returns at once, unless a handler keeps the process here, ends it, or throws. */
export function failpoint(name: FailpointName): void {
  handler?.(name);
}
