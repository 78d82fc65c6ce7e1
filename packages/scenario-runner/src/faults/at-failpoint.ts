/**
 * What happens at a failpoint: whoever comes to it crashes, stands still, waits for another, takes long,
 * or fails. Which process that is, is known when it does; which may be, is said before.
 */

import type { FailpointRule } from "@holdfast/agent-runtime";
import type { FailpointName } from "@holdfast/shared-state";
import { conditionComes } from "../actors/conditions.ts";
import type { FaultSpec } from "../format/faults.ts";
import { until } from "../patience.ts";
import { type AimedFault, type FaultContext, replaced } from "./context.ts";

const STRIKES_MS_MAX = 60_000;

type Rule = Omit<FailpointRule, "id">;

/** Undefined: the fault is of another kind. */
export function aimAtFailpoint(fault: FaultSpec, context: FaultContext): AimedFault | undefined {
  const rule = ruleOf(fault, context.name);
  if (!rule) return undefined;
  const { name, failpoints, over } = context;
  let hit: { readonly process: string; readonly pid: number } | undefined;
  return {
    target: rule.process ?? "whoever comes",
    detail: rule.failpoint,
    async strike() {
      failpoints.arm([{ ...rule, id: name }]);
      const giveUp = () => failpoints.disarm(name);
      over.addEventListener("abort", giveUp);
      const cameTo = failpoints.waitForHit(name, { timeoutMs: STRIKES_MS_MAX });
      hit = await Promise.race([cameTo, aborted(over)]);
      over.removeEventListener("abort", giveUp);
      return hit ? { target: hit.process, pid: hit.pid } : false;
    },
    async heal() {
      if (rule.action === "crash") {
        // Its own name is in the hit; by then the supervisor may have replaced it.
        await replaced(context, { name: hit!.process, pid: hit!.pid });
        return;
      }
      if (rule.action === "pause") await pauseEnds(fault, context);
      if (rule.action === "meet") await everyoneCame(rule, context);
      if (rule.action === "delay" || rule.action === "fail") await aborted(over);
      failpoints.disarm(name);
    },
  };
}

function ruleOf(fault: FaultSpec, name: string): Rule | undefined {
  const { "crash-at": crash, "pause-at": pause, "meet-at": meet, "slow-at": slow } = fault;
  const { "fail-at": fail } = fault;
  const place = crash ?? pause ?? meet ?? slow ?? fail;
  if (!place) return undefined;
  const { failpoint, process } = place;
  const { kind } = crash ?? pause ?? fail ?? {};
  const where = { failpoint: failpoint as FailpointName, process, kind };
  if (crash) return { ...where, action: "crash", hit: crash.hit };
  if (pause) return { ...where, action: "pause", hit: pause.hit };
  if (meet) return { ...where, action: "meet", meeting: { name, size: meet.size } };
  if (slow) return { ...where, action: "delay", delayMs: slow["delay-ms"], times: slow.times };
  return { ...where, action: "fail", hit: fail?.hit, times: fail?.times };
}

/** Whatever it waits for, it ends with the play. */
async function pauseEnds(fault: FaultSpec, { stage, over }: FaultContext): Promise<void> {
  const condition = fault["pause-at"]?.until ?? {};
  await Promise.race([conditionComes(condition, stage, ""), aborted(over)]);
}

async function everyoneCame(rule: Rule, { name, failpoints, over }: FaultContext): Promise<void> {
  const size = rule.meeting?.size ?? 1;
  const here = () => failpoints.hits().filter((hit) => hit.rule === name).length;
  await until(`${size} processes meet`, () => over.aborted || here() >= size);
}

export function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined)));
}
