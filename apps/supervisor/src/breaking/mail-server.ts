/**
 * The built-in mail server refuses, is slow, or is away for a while. Whoever sends has to come again, and
 * nothing may be lost or sent in another order.
 */

import { sleep } from "@holdfast/shared-state/engine";
import { ruleName } from "./rule-name.ts";
import {
  done,
  failed,
  killIfThere,
  replacementOf,
  type Strike,
  type StrikeContext,
  type StrikeEnd,
  startAnew,
} from "./strike.ts";

const ROLE = "inbox";
const FAILPOINT = "inbox.before-acceptance";
/** Each mail takes that much longer, which no client gives up over. */
const SLOW_MS = 700;
const TIMES_MAX = 1_000;

export const mailServer: Strike<"mail-server"> = async ({ id, asked }, context) => {
  const { is, forMs } = asked;
  const inbox = context.table.ofRole(ROLE);
  if (!inbox) return failed("The mail goes to a server of somebody else's.");
  if (is === "down") return away(inbox.name, forMs, context);
  return atItsDoor(ruleName(id), is, forMs, { ...context, target: inbox.name });
};

/** However often the supervisor starts it anew. */
async function away(name: string, forMs: number, context: StrikeContext): Promise<StrikeEnd> {
  const { table, clock, over, tell } = context;
  const struckMs = clock.monotonicMs();
  const before = table.get(name)?.pid;
  tell({ state: "struck", target: name, ...(before && { pid: before }), struckAt: clock.wallMs() });
  let kills = 0;
  let killed: number | undefined;
  let isOver = false;
  const killAgain = () => {
    const pid = table.get(name)?.pid;
    if (isOver || pid === undefined || pid === killed) return isOver || undefined;
    killed = pid;
    if (killIfThere(pid)) kills += 1;
    return undefined;
  };
  void table.until(killAgain).catch(() => {});
  await sleep(clock, forMs, over);
  isOver = true;
  tell({ state: "healed" });
  const last = await table.until(() => replacementOf(table, name, killed ?? before ?? 0));
  const now = await startAnew(context, last);
  const tookMs = Math.round(clock.monotonicMs() - struckMs);
  const what = `${name} was away, killed ${times(kills)}`;
  if (now.state !== "running") return failed(`${what}, and could not be started again.`);
  return done(`${what}; it is back as ${now.pid} after ${tookMs} ms.`);
}

async function atItsDoor(
  rule: string,
  is: "slow" | "refusing",
  forMs: number,
  { failpoints, clock, over, tell, target }: StrikeContext & { readonly target: string },
): Promise<StrikeEnd> {
  if (!failpoints) return failed("No failpoints can be armed here.");
  const place = { id: rule, failpoint: FAILPOINT, times: TIMES_MAX } as const;
  const slow = { ...place, action: "delay", delayMs: SLOW_MS } as const;
  failpoints.arm([is === "slow" ? slow : { ...place, action: "fail" }]);
  const struckMs = clock.monotonicMs();
  tell({ state: "struck", target, struckAt: clock.wallMs() });
  try {
    await sleep(clock, forMs, over);
  } finally {
    failpoints.disarm(rule);
  }
  tell({ state: "healed" });
  const tookMs = Math.round(clock.monotonicMs() - struckMs);
  const hits = failpoints.hits().filter((hit) => hit.rule === rule).length;
  const did = is === "slow" ? "was slow with" : "refused";
  const mails = hits === 0 ? "no mail, since none came," : `a mail ${times(hits)}`;
  return done(`${target} ${did} ${mails} within ${tookMs} ms, and takes mail as usual again.`);
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
