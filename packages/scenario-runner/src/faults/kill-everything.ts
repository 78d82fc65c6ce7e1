/** Every process ends at once by `kill -9`, the supervisor among them; then all is started anew. */

import { sleep } from "@holdfast/shared-state";
import { clock } from "../patience.ts";
import type { AimedFault, FaultContext } from "./context.ts";

export async function aimKillEverything(
  asked: { readonly "down-ms": number },
  { processes }: FaultContext,
): Promise<AimedFault> {
  const running = (await processes.list()) ?? [];
  const pids = running.flatMap(({ pid }) => pid ?? []);
  return {
    target: ["supervisor", ...running.map(({ name }) => name)].join(", "),
    pid: processes.supervisorPid,
    strike: async () => {
      await processes.killEverything(pids);
      return {};
    },
    heal: async () => {
      await sleep(clock, asked["down-ms"]);
      await processes.start();
    },
  };
}
