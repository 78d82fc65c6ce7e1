/**
 * The next step of a kind fails, once: whoever comes to it throws, as it would by a bug. What it had
 * written in its transaction is gone, the failure is recorded, and it is tried again after a while.
 */

import { failpointOf } from "@holdfast/agent-runtime/process";
import { ruleName } from "./rule-name.ts";
import { done, failed, type Strike } from "./strike.ts";

/** It would be no experiment any more. */
const COMES_MS_MAX = 60_000;

export const failStep: Strike<"fail-step"> = async (order, context) => {
  const { failpoints, clock, over, tell, taskEnds } = context;
  const { kind } = order.asked;
  if (!failpoints) return failed("No failpoints can be armed here.");
  const id = ruleName(order.id);
  failpoints.arm([{ id, failpoint: failpointOf(kind), kind, action: "fail" }]);
  const hit = await failpoints.waitForHit(id, { timeoutMs: COMES_MS_MAX, signal: over });
  failpoints.disarm(id);
  if (!hit)
    return failed(`Nobody came to ${kind} within ${COMES_MS_MAX / 1_000} s: nothing failed.`);
  const struckMs = clock.monotonicMs();
  tell({ state: "struck", target: hit.process, pid: hit.pid, struckAt: clock.wallMs() });
  const where = `${kind} failed in ${hit.process} (${hit.pid})`;
  if (!hit.task) return done(`${where}.`);
  const isOver = await Promise.race([taskEnds(hit.task), aborted(over)]);
  if (isOver === false) return failed(`${where}, and has not been done since.`);
  if (over.aborted) return failed(`${where}; the supervisor stopped before it was done.`);
  const tookMs = Math.round(clock.monotonicMs() - struckMs);
  return done(`${where}, was tried again, and was over ${tookMs} ms later.`);
};

function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
