/** The rules that orders arm, told from those that a test has armed in the same folder. */

import type { FailpointControl } from "@holdfast/agent-runtime/process";

const PREFIX = "order-";

export function ruleName(order: string): string {
  return `${PREFIX}${order}`;
}

/** What a supervisor that was killed has left behind: nobody is to wait or fail by it any more. */
export function disarmAll(failpoints: FailpointControl): void {
  for (const { id } of failpoints.armed()) if (id.startsWith(PREFIX)) failpoints.disarm(id);
}
