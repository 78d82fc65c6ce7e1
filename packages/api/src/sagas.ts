/** `/api/meetings/{id}/saga`: who works on a meeting, and how far they have come. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import { asOfQuery } from "./moments.ts";
import { failureOut } from "./refusals.ts";
import type { Told } from "./told.ts";

export const sagaQuery = z.strictObject({ id: z.string().max(200).optional(), ...asOfQuery });

export const sagaOut = z.object({
  id: z.string(),
  definition: z.string(),
  version: z.int(),
  state: z.enum(["running", "compensating", "completed", "compensated"]),
  pastPivot: z.boolean(),
  current: z.string().optional(),
  failure: failureOut.optional().describe("As in the 409 of a refused booking"),
  undone: z.array(z.string()),
  attention: z.object({ step: z.string(), error: z.string() }).optional(),
  startedBy: z.string(),
  startedAt: instantOut,
  endedAt: instantOut.optional(),
  journal: z.array(
    z.object({ at: instantOut, by: z.string(), step: z.string().optional(), did: z.string() }),
  ),
  /** Every saga of this meeting, oldest first. */
  all: z.array(z.string()),
});

/** 202: the saga goes on without the caller, who may ask how it went. */
export const underWayOut = z.object({ meeting: z.string(), saga: z.string() });

export type Saga = Told<typeof sagaOut>;
export type JournalEntry = Saga["journal"][number];
export type UnderWay = Told<typeof underWayOut>;
