/**
 * A process stands still: SIGSTOP, and SIGCONT after a while. The supervisor goes on watching it, and
 * kills it when that takes too long, as it would any other: what is seen is what would really happen.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { identify } from "../process-identity.ts";
import { hasBeatenSince, type RunningRow } from "./child-table.ts";
import {
  doesNotRun,
  done,
  failed,
  replacementOf,
  type Strike,
  type StrikeContext,
  type StrikeEnd,
  startAnew,
} from "./strike.ts";

/** The compiled one, also when a test reads this file from its source. */
const PROGRAM = fileURLToPath(new URL("../../dist/breaking/stop-for-a-while.js", import.meta.url));

/** Stands still; `goOn` ends it sooner, and `ended` resolves when it is over. */
interface Standing {
  readonly goOn: () => void;
  readonly ended: Promise<void>;
}

export const stop: Strike<"stop"> = async ({ asked }, context) => {
  const { table, clock, tell, standing, over } = context;
  const before = table.running(asked.process);
  if (!before) return doesNotRun(asked.process);
  if (standing.has(before.name)) return failed(`${before.name} stands still already.`);
  const still = await standStill(before.pid, asked.forMs);
  if (!still) return failed(`${before.name} (${before.pid}) was gone before it could be stopped.`);
  const struckMs = clock.monotonicMs();
  tell({ state: "struck", pid: before.pid, struckAt: clock.wallMs() });
  standing.set(before.name, still.goOn);
  over.addEventListener("abort", still.goOn);
  try {
    const replaced = table.until(() => hasEnded(context, before));
    await Promise.race([still.ended, replaced]);
  } finally {
    still.goOn();
    await still.ended;
    over.removeEventListener("abort", still.goOn);
    standing.delete(before.name);
  }
  tell({ state: "healed" });
  return whatCameOfIt(context, before, struckMs);
};

async function whatCameOfIt(
  context: StrikeContext,
  { name, pid }: RunningRow,
  struckMs: number,
): Promise<StrikeEnd> {
  const { table, clock } = context;
  const healedMs = clock.monotonicMs();
  const stoodMs = Math.round(healedMs - struckMs);
  const last = await table.until(() => {
    const row = table.running(name);
    const beatsAgain = row?.pid === pid && hasBeatenSince(row, healedMs);
    return beatsAgain ? row : replacementOf(table, name, pid);
  });
  const now = await startAnew(context, last);
  const who = `${name} (${pid})`;
  if (now.pid === pid) return done(`${who} stood still for ${stoodMs} ms, and has gone on since.`);
  const tookMs = Math.round(clock.monotonicMs() - struckMs);
  const why = last.lastEnd?.killedBecause ?? last.lastEnd?.signal ?? "its own end";
  if (now.state !== "running")
    return failed(
      `${who} was stopped, ended by the supervisor (${why}), and could not be started again.`,
    );
  return done(
    `${who} stood still, was ended by the supervisor after ${stoodMs} ms (${why}), ` +
      `and is back as ${now.pid} after ${tookMs} ms.`,
  );
}

/** The process that was struck is no more. */
function hasEnded({ table }: StrikeContext, { name, pid }: RunningRow): true | undefined {
  return table.get(name)?.pid === pid ? undefined : true;
}

/** Undefined: there is no such process any more. */
export async function standStill(pid: number, forMs: number): Promise<Standing | undefined> {
  const identity = identify(pid);
  if (!identity) return undefined;
  const args = [PROGRAM, String(pid), identity.started, String(forMs)];
  // Ctrl-C at the terminal is not for it: it ends when we say so, or are gone.
  const helper = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
    env: {},
  });
  helper.on("error", () => {});
  if (helper.pid === undefined) throw new Error("No process could be started to wake it again.");
  helper.stdin.on("error", () => {}); // It has ended by itself.
  const ended = once(helper, "exit").then(() => {});
  const hasStopped = once(helper.stdout, "data").then(() => true);
  const stands = await Promise.race([hasStopped, ended.then(() => false)]);
  return stands ? { goOn: () => helper.stdin.end(), ended } : undefined;
}
