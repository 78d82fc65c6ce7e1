/** `kill -9` of one process. The supervisor heals it. */

import { killIfThere } from "../system/processes.ts";
import { type AimedFault, chooseProcess, type FaultContext, replaced } from "./context.ts";

export async function aimKill(target: string, context: FaultContext): Promise<AimedFault> {
  const process = await chooseProcess(context, target);
  return {
    target: process.name,
    pid: process.pid,
    strike: async () => killIfThere(process.pid, "SIGKILL") && { pid: process.pid },
    heal: () => replaced(context, process),
  };
}
