/** What a fault may use, and what it is once it has a target. */

import type { FailpointControl } from "@holdfast/agent-runtime";
import type { Stage } from "../actors/stage.ts";
import { until } from "../patience.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { Processes, ProcessInfo } from "../system/processes.ts";

export interface FaultContext {
  /** How the scenario calls the fault: its id in the history. */
  readonly name: string;
  readonly stage: Stage;
  readonly processes: Processes;
  readonly failpoints: FailpointControl;
  readonly random: SeededRandom;
  /** Aborted when the play is over: nothing strikes any more. */
  readonly over: AbortSignal;
}

/** A fault that knows whom it will strike. */
export interface AimedFault {
  readonly target: string;
  readonly pid?: number;
  readonly detail?: string;
  /** Returns the process that was struck, where that is known only then; false: it was not. */
  strike(): Promise<Struck | false>;
  /** Makes good again what it did; resolves when it is. */
  heal(): Promise<void>;
}

export interface Struck {
  /** Of a role, which of its processes it was. */
  readonly target?: string;
  readonly pid?: number;
}

/** Of a role, one of those that run, by the seed. */
export async function chooseProcess(
  { processes, random }: Pick<FaultContext, "processes" | "random">,
  target: string,
): Promise<ProcessInfo & { readonly pid: number }> {
  if (target === "supervisor") {
    return { name: target, role: target, state: "running", pid: processes.supervisorPid };
  }
  let running: (ProcessInfo & { readonly pid: number })[] = [];
  await until(`a ${target} runs`, async () => {
    const all = (await processes.list()) ?? [];
    running = all.flatMap((each) => {
      const { name, role, state, pid } = each;
      const fits = name === target || role === target;
      return fits && state === "running" && typeof pid === "number" ? [{ ...each, pid }] : [];
    });
    return running.length > 0;
  });
  return random.pick(running);
}

/** Another process runs in its place. */
export function replaced(
  { processes }: Pick<FaultContext, "processes">,
  { name, pid }: { readonly name: string; readonly pid: number },
): Promise<void> {
  return until(`${name} is replaced`, async () => {
    const all = await processes.list();
    const now = all?.find((each) => each.name === name);
    return now?.state === "running" && now.pid !== pid;
  });
}
