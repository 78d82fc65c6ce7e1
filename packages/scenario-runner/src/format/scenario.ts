/**
 * A scenario: who the actors are, what they do, which faults strike when, and what must hold in the
 * end. Written in YAML (`docs/reference/scenario-format.md`), read by `read-scenario.ts`.
 */

import { READ_SETTINGS, WRITE_SETTINGS } from "@holdfast/dial/settings";
import { z } from "zod";
import { fault } from "./faults.ts";
import { name, step } from "./steps.ts";

const OUTCOME_COUNTS = {
  ok: z.int().min(0).optional(),
  refused: z.int().min(0).optional(),
  failed: z.int().min(0).optional(),
  unknown: z.int().min(0).optional(),
};

const tally = z
  .strictObject({ of: z.array(z.string()).min(1), ...OUTCOME_COUNTS })
  .describe("How many of these steps must have had which outcome");

const writeSetting = z.enum(WRITE_SETTINGS).optional();

const dial = z
  .strictObject({
    "place-hold": writeSetting,
    "edit-meeting": writeSetting,
    "send-notification": writeSetting,
    "read-diary": z.enum(READ_SETTINGS).optional(),
  })
  .describe("Which guarantees are turned down, or up; the others are as they always are");

export const scenario = z.strictObject({
  name,
  story: z.string().min(1).describe("What happens, in one sentence"),
  shows: z.string().min(1).describe("Which guarantee it shows"),
  seed: z.int().min(0).default(1),
  system: z
    .strictObject({
      agents: z.int().min(1).max(4).default(1).describe("How many processes of each agent"),
      rooms: z.array(name).min(1).default(["alan-turing"]),
      people: z.array(name).default([]).describe("Beside the actors"),
    })
    .prefault({}),
  dial: dial.optional(),
  actors: z.record(name, z.array(step).min(1)),
  faults: z.array(fault).default([]),
  expect: z
    .strictObject({
      checks: z.array(z.string()).optional().describe("Only these; all when absent"),
      outcomes: z.array(tally).default([]),
      violated: z
        .array(z.string())
        .min(1)
        .optional()
        .describe("Checks that the dial's settings break: exactly these must be violated"),
    })
    .prefault({}),
  "limit-ms": z
    .int()
    .min(1_000)
    .default(30_000)
    .describe("How long the actors may take; after that the run is stuck"),
});

export type Scenario = z.infer<typeof scenario>;
export type Tally = z.infer<typeof tally>;

/** For editors: what the YAML may be. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(scenario, { io: "input", reused: "ref" });
}
