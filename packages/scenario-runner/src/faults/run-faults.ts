/**
 * The faults of a run, each on its own: when its time has come it takes aim, says at whom, strikes, and
 * heals. What could not be named beforehand could not be healed.
 *
 *     waits for `when` ──▶ announced ──▶ struck ──▶ healed
 */

import type { FailpointName } from "@holdfast/shared-state";
import { conditionComes } from "../actors/conditions.ts";
import type { FaultSpec } from "../format/faults.ts";
import { aborted, aimAtFailpoint } from "./at-failpoint.ts";
import type { AimedFault, FaultContext } from "./context.ts";
import { aimDiskFull } from "./disk-full.ts";
import { aimKill } from "./kill.ts";
import { aimKillEverything } from "./kill-everything.ts";
import { aimMailServer } from "./mail-server.ts";
import { aimStop } from "./stop.ts";
import { aimClockJump } from "./wall-clock.ts";

const TRIGGER_MS_MAX = 60_000;

/** Resolves once the fault has been healed, or its time has not come before the play was over. */
export async function runFault(fault: FaultSpec, context: FaultContext): Promise<void> {
  const release = await timeComes(fault, context);
  if (!release) return;
  const { name, stage } = context;
  const { recorder, happenings } = stage;
  const aimed = await aim(fault, context);
  const { target, pid, detail } = aimed;
  const kind = kindOf(fault);
  const told = { id: name, fault: kind, target, ...(detail !== undefined && { detail }) };
  recorder.fault({ ...told, ...(pid !== undefined && { pid }), phase: "announced" });
  const struck = await aimed.strike();
  release();
  if (!struck) return;
  const whom = struck.pid ?? pid;
  const known = {
    ...{ ...told, target: struck.target ?? target },
    ...(whom !== undefined && { pid: whom }),
  };
  recorder.fault({ ...known, phase: "struck" });
  happenings.happen(`struck ${name}`);
  await aimed.heal();
  recorder.fault({ ...known, phase: "healed" });
  happenings.happen(`healed ${name}`);
}

/** Undefined: the play was over before. Otherwise: what lets go on who waits at a failpoint. */
async function timeComes(
  { when }: FaultSpec,
  context: FaultContext,
): Promise<(() => void) | undefined> {
  const { stage, over, failpoints, name } = context;
  if (!when) return () => {};
  const { "at-failpoint": failpoint, process, hit, ...condition } = when;
  if (failpoint === undefined) {
    await Promise.race([conditionComes(condition, stage, ""), aborted(over)]);
    return over.aborted ? undefined : () => {};
  }
  const id = `${name}.when`;
  failpoints.arm([{ id, failpoint: failpoint as FailpointName, process, hit, action: "pause" }]);
  const came = failpoints.waitForHit(id, { timeoutMs: TRIGGER_MS_MAX });
  const found = await Promise.race([came, aborted(over)]);
  if (found) return () => failpoints.disarm(id);
  failpoints.disarm(id);
  return undefined;
}

async function aim(fault: FaultSpec, context: FaultContext): Promise<AimedFault> {
  const atFailpoint = aimAtFailpoint(fault, context);
  if (atFailpoint) return atFailpoint;
  const { kill, stop, "kill-everything": everything, "mail-server": mail } = fault;
  const { "clock-jump": jump, "disk-full": disk } = fault;
  if (kill !== undefined) return aimKill(kill, context);
  if (stop) return aimStop(stop, context);
  if (everything) return aimKillEverything(everything, context);
  if (mail) return aimMailServer(mail, context);
  if (jump) return aimClockJump(jump, context);
  if (disk) return aimDiskFull(disk, context);
  throw new Error(`Nobody knows the fault ${context.name}.`);
}

export function kindOf(fault: FaultSpec): string {
  const { as: _name, when: _time, ...kinds } = fault;
  return Object.keys(kinds)[0] ?? "fault";
}
