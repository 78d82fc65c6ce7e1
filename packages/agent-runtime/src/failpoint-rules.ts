/**
 * What is to happen at a failpoint: rules, as they stand in `armed.json`.
 *
 * The folder that HOLDFAST_FAILPOINTS names is all that the processes and whoever arms them share. The
 * state itself has no part in it, so that a test changes nothing of what it tests.
 *
 *     armed.json      the rules, replaced as a whole      written by FailpointControl
 *     released/ID     whoever waits by this rule goes on  written by FailpointControl
 *     released/ID@2   the second who came by it goes on   written by FailpointControl
 *     pace            how many times as long leases live  written by FailpointControl, before the start
 *     hits.jsonl      what has happened, a line each      appended to by the processes
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  FAILPOINTS,
  type FailpointDescription,
  type FailpointName,
  type FailpointTask,
  HoldfastError,
} from "@holdfast/shared-state/engine";
import { z } from "zod";

/** No rule keeps a process for longer, whatever has become of those that it waits for … */
export const WAIT_MS_MAX = 60_000;
/** … unless it says so itself, because a person decides when it goes on. */
const LONG_WAIT_MS_MAX = 4 * 3_600_000;

export type FailpointAction = "crash" | "pause" | "meet" | "fail" | "delay";

export interface FailpointRule {
  /** Never used twice in one folder: what has happened is known by it. */
  readonly id: string;
  readonly failpoint: FailpointName;
  /** A process (`room-agent/1`), or every process of a role (`room-agent`); left out: any. */
  readonly process?: string | undefined;
  /** Only who is at a task of this kind (of a saga: at this step); left out: whatever they are at. */
  readonly kind?: string | undefined;
  /** It strikes from this arrival on, counted over all processes; from the first when absent. */
  readonly hit?: number | undefined;
  /** So many times; once when absent, and at a meeting once for each that is to come. */
  readonly times?: number | undefined;
  /**
   * `crash`: ends the process as `kill -9` does. `pause`: waits to be released. `meet`: waits until all
   * are there. `fail`: throws. `delay`: waits for a while. Who waits keeps the whole process waiting.
   */
  readonly action: FailpointAction;
  readonly delayMs?: number | undefined;
  /** Keeps whoever waits by it for so long at the most; `WAIT_MS_MAX` when absent. */
  readonly waitMsMax?: number | undefined;
  /** So many arrivals, by any rules that name it, let each other go on. */
  readonly meeting?: { readonly name: string; readonly size: number } | undefined;
}

const names = Object.keys(FAILPOINTS) as [FailpointName, ...FailpointName[]];
const count = z.int().positive();

const rule = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][\w.-]{0,79}$/i),
    failpoint: z.enum(names),
    process: z.string().min(1).optional(),
    kind: z.string().min(1).optional(),
    hit: count.optional(),
    times: count.optional(),
    action: z.enum(["crash", "pause", "meet", "fail", "delay"]),
    delayMs: z.number().positive().max(WAIT_MS_MAX).optional(),
    waitMsMax: z.number().positive().max(LONG_WAIT_MS_MAX).optional(),
    meeting: z.strictObject({ name: z.string().min(1), size: count }).optional(),
  })
  .superRefine(({ action, delayMs, meeting, failpoint }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if ((action === "delay") !== (delayMs !== undefined)) {
      refuse("delayMs", "belongs to a delay, and only there");
    }
    if ((action === "meet") !== (meeting !== undefined)) {
      refuse("meeting", "belongs to meet, and only there");
    }
    const { inTransaction, notToFail }: FailpointDescription = FAILPOINTS[failpoint];
    if (action === "fail" && notToFail !== undefined) {
      refuse("action", `nobody may fail at ${failpoint}: ${notToFail}`);
    }
    if (waits(action) && inTransaction) {
      const why = "would hold the lock that every writer needs";
      refuse("action", `${failpoint} is inside a transaction, where to ${action} ${why}`);
    }
  });

/** @throws HoldfastError `failpoint-rule-invalid` */
export function checkRules(rules: unknown): FailpointRule[] {
  const { success, data, error } = z.array(rule).safeParse(rules);
  if (success) return data;
  const faults = error.issues.map(({ path, message }) => `rule ${path.join(".")}: ${message}`);
  throw new HoldfastError("failpoint-rule-invalid", { problem: `${faults.join("; ")}.` });
}

export function waits(action: FailpointAction): boolean {
  return action === "pause" || action === "meet" || action === "delay";
}

export function concerns(
  { process, kind }: FailpointRule,
  actor: string,
  task?: FailpointTask,
): boolean {
  if (kind !== undefined && kind !== task?.kind) return false;
  return process === undefined || process === actor || process === actor.split("/")[0];
}

export function armedFile(folder: string): string {
  return join(folder, "armed.json");
}

/** A file of this name lets whoever waits by the rule go on; or only who came to it as that one. */
export function releaseFile(folder: string, id: string, ordinal?: number): string {
  return join(folder, "released", ordinal === undefined ? id : `${id}@${ordinal}`);
}

/** It says how many times as long leases live and waits last, so that a person has time to think. */
export function paceFile(folder: string): string {
  return join(folder, "pace");
}

export function readPace(folder: string): number {
  const pace = Number(readIfThere(paceFile(folder)) ?? 1);
  return Number.isFinite(pace) && pace >= 1 ? pace : 1;
}

/** Nothing, when nobody has armed anything yet. */
export function readArmed(folder: string): string {
  return readIfThere(armedFile(folder)) ?? "[]";
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** @throws HoldfastError `failpoint-rule-invalid` */
export function parseArmed(text: string): FailpointRule[] {
  try {
    return checkRules(JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new HoldfastError("failpoint-rule-invalid", { problem: "armed.json is no JSON.", cause });
  }
}
