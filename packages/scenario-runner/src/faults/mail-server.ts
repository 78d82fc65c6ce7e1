/** The built-in inbox is away, slow, or refuses for a while. */

import { type Clock, sleep } from "@holdfast/shared-state";
import type { z } from "zod";
import type { faults } from "../format/faults.ts";
import { clock, until } from "../patience.ts";
import { killIfThere } from "../system/processes.ts";
import { type AimedFault, chooseProcess, type FaultContext } from "./context.ts";

type Asked = z.infer<(typeof faults)["mail-server"]>;

const INBOX = "inbox";
/** Each mail takes that much longer, which no client gives up over. */
const SLOW_MS = 700;
const TIMES_MAX = 1_000;
const LOOK_EVERY_MS = 20;

export async function aimMailServer(asked: Asked, context: FaultContext): Promise<AimedFault> {
  const { is, "for-ms": forMs } = asked;
  const { name, pid } = await chooseProcess(context, INBOX);
  const aimed = { target: name, pid, detail: `${is} for ${forMs} ms` };
  return { ...aimed, ...(is === "down" ? away(forMs, context) : atItsDoor(is, forMs, context)) };
}

/** However often the supervisor starts it anew. */
function away(forMs: number, context: FaultContext): Pick<AimedFault, "strike" | "heal"> {
  const { processes } = context;
  const kill = async () => {
    const inbox = (await processes.list())?.find(({ role }) => role === INBOX);
    if (typeof inbox?.pid === "number") killIfThere(inbox.pid, "SIGKILL");
  };
  return {
    strike: async () => {
      await kill();
      return {};
    },
    heal: async () => {
      await meanwhile(clock, forMs, kill);
      await until("the inbox runs", () => processes.everyProcessRuns());
    },
  };
}

function atItsDoor(
  is: "slow" | "refusing",
  forMs: number,
  { name, failpoints }: FaultContext,
): Pick<AimedFault, "strike" | "heal"> {
  const place = { id: name, failpoint: "inbox.before-acceptance", times: TIMES_MAX } as const;
  const rule =
    is === "slow"
      ? ({ ...place, action: "delay", delayMs: SLOW_MS } as const)
      : ({ ...place, action: "fail" } as const);
  return {
    strike: async () => {
      failpoints.arm([rule]);
      return {};
    },
    heal: async () => {
      await sleep(clock, forMs);
      failpoints.disarm(name);
    },
  };
}

async function meanwhile(time: Clock, forMs: number, act: () => Promise<void>): Promise<void> {
  const untilMs = time.monotonicMs() + forMs;
  while (time.monotonicMs() < untilMs) {
    await act();
    await sleep(time, LOOK_EVERY_MS);
  }
}
