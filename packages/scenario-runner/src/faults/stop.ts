/**
 * A process stands still for a while: SIGSTOP, then SIGCONT. It notices nothing but that time has passed.
 *
 * A supervisor that watches kills it when that takes too long. To see what it does when it wakes up late
 * the supervisor has to stand still, too.
 */

import { TIMING } from "@holdfast/agent-runtime";
import { sleep } from "@holdfast/shared-state";
import type { z } from "zod";
import type { faults } from "../format/faults.ts";
import { clock, until } from "../patience.ts";
import { killIfThere } from "../system/processes.ts";
import { type AimedFault, chooseProcess, type FaultContext } from "./context.ts";

type Stop = z.infer<typeof faults.stop>;

export async function aimStop(asked: Stop, context: FaultContext): Promise<AimedFault> {
  const { processes } = context;
  const process = await chooseProcess(context, asked.target);
  const stopped = asked.unwatched ? [processes.supervisorPid, process.pid] : [process.pid];
  const forMs = durationMs(asked["for-ms"]);
  return {
    target: process.name,
    pid: process.pid,
    detail: `${forMs} ms${asked.unwatched ? ", unwatched" : ""}`,
    strike: async () => stopped.every((pid) => killIfThere(pid, "SIGSTOP")) && { pid: process.pid },
    heal: async () => {
      await sleep(clock, forMs);
      for (const pid of stopped.toReversed()) killIfThere(pid, "SIGCONT");
      await until("every process runs", () => processes.everyProcessRuns());
    },
  };
}

/** The shorter one goes unnoticed by the supervisor, too. */
function durationMs(asked: Stop["for-ms"]): number {
  if (typeof asked === "number") return asked;
  return asked === "shorter than a claim" ? TIMING.stuckKillMs / 2 : TIMING.claimLeaseMs + 500;
}
