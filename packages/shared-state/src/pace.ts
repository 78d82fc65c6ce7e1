/**
 * The pace: how many times as long leases live and waits last, in a process whose state was made to be
 * thrown away. A person who steps through a race thinks for seconds between two moves of the machine;
 * at a slower pace nothing lapses meanwhile that would not have lapsed in the race itself.
 *
 * It is 1, unless a process is told otherwise (`agent-runtime/src/armed-failpoints.ts`).
 */

let pace = 1;

export function setPace(times: number): void {
  pace = times;
}

export function atPace(ms: number): number {
  return ms * pace;
}
