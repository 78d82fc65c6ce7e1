/**
 * What can be done to the processes while the actors are at it. A fault has a target, which is chosen
 * and written down before it strikes, and a time or a place at which it strikes:
 *
 *     - kill: room-agent
 *       when: { at-failpoint: saga-step.after-commit, hit: 2 }
 *
 * Each is healed in the end.
 */

import { z } from "zod";
import { condition } from "./conditions.ts";

const process = z.string().regex(/^[a-z][a-z-]*(\/\d+)?$/, {
  message: 'must name a process, as "room-agent/1", or a role',
});
const failpoint = z.string().describe("One of `holdfast failpoints`");
const hit = z.int().min(1).default(1).describe("Which time that it is come to");
const kind = z
  .string()
  .optional()
  .describe("Only who is at a task of this kind; of a saga's task, at this step: hold-room");
const place = { failpoint, process: process.optional(), kind, hit };

export const DURATIONS = ["shorter than a claim", "longer than a claim"] as const;
const duration = z.union([z.int().min(1), z.enum(DURATIONS)]);

export const faults = {
  kill: process.describe("kill -9"),
  stop: z
    .strictObject({
      target: process,
      "for-ms": duration,
      unwatched: z
        .boolean()
        .default(false)
        .describe("The supervisor stands still too, or it would kill what is stopped for long"),
    })
    .describe("SIGSTOP, and SIGCONT after that time"),
  "crash-at": z.strictObject(place).describe("The process ends by SIGKILL just there"),
  "pause-at": z
    .strictObject({ ...place, until: condition })
    .describe("The process stands still there, until something has happened"),
  "meet-at": z
    .strictObject({ failpoint, process: process.optional(), size: z.int().min(2).default(2) })
    .describe("Processes wait there for each other"),
  "slow-at": z
    .strictObject({
      failpoint,
      process: process.optional(),
      "delay-ms": z.int().min(1).max(900),
      times: z.int().min(1).default(1_000),
    })
    .describe("The process takes that much longer there"),
  "fail-at": z
    .strictObject({ ...place, times: z.int().min(1).default(1) })
    .describe("An error is thrown there"),
  "clock-jump": z
    .strictObject({ "by-ms": z.int() })
    .describe("The wall clock of every process steps; needs libfaketime"),
  "mail-server": z
    .strictObject({
      is: z.enum(["down", "slow", "refusing"]),
      "for-ms": z.int().min(1).default(1_000),
    })
    .describe("The built-in inbox"),
  "disk-full": z.strictObject({ "for-ms": z.int().min(1) }).describe("As root on Linux only"),
  "kill-everything": z
    .strictObject({ "down-ms": z.int().min(0).default(0) })
    .describe(
      "kill -9 of every process at once, the supervisor among them; then it is started anew",
    ),
} as const;

export type FaultName = keyof typeof faults;
export const FAULT_NAMES = Object.keys(faults) as FaultName[];

const optionalFaults = Object.fromEntries(
  Object.entries(faults).map(([fault, schema]) => [fault, schema.optional()]),
) as { [F in FaultName]: z.ZodOptional<(typeof faults)[F]> };

const trigger = z.strictObject({
  ...condition.shape,
  "at-failpoint": failpoint
    .optional()
    .describe("A process has come to it, and waits there meanwhile"),
  process: process.optional().describe("Of a failpoint: which process has to come to it"),
  hit: z.int().min(1).optional(),
});

export type Trigger = z.infer<typeof trigger>;

export const fault = z.strictObject({
  ...optionalFaults,
  as: z.string().optional().describe("By which others refer to it; its kind when absent"),
  when: trigger.optional().describe("At once when absent"),
});

export type FaultSpec = z.infer<typeof fault>;
