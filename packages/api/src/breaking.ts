/** `/api/break`: what can be broken here, and what became of each order to do so. */

import { FAULTS, type FaultName } from "@holdfast/agent-runtime";
import { z } from "zod";
import { instantOut } from "./instants.ts";
import { asOfQuery } from "./moments.ts";
import type { Told } from "./told.ts";

/** So many orders are kept. */
export const ORDERS_KEPT_MAX = 100;

const faultNames = Object.keys(FAULTS) as [FaultName, ...FaultName[]];

export const ordersQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(ORDERS_KEPT_MAX).default(ORDERS_KEPT_MAX),
  ...asOfQuery,
});

export const breakOut = z.object({
  enabled: z.boolean(),
  why: z.string().optional().describe("Why not"),
  faults: z.array(
    z.object({
      name: z.enum([...faultNames, "race"]),
      title: z.string(),
      expect: z.string().describe("What should happen"),
      available: z.boolean(),
      why: z.string().optional().describe("Why it is not available"),
      parameters: z.record(z.string(), z.unknown()).describe("JSON Schema of the order's body"),
    }),
  ),
});

/** What one setting of an operation showed, and what it cost. */
const dialFiguresOut = z.object({
  operation: z.string(),
  setting: z.string(),
  strength: z.string().describe("strong or weak"),
  staged: z
    .record(z.string(), z.int())
    .describe("How many anomalies of each name, with the order of the steps written down"),
  byChance: z.record(z.string(), z.int()).describe("The same, left to chance"),
  perSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  retries: z.int(),
  waitedMs: z.number(),
});

export const orderOut = z.object({
  id: z.string(),
  fault: z.enum(faultNames),
  asked: z.record(z.string(), z.unknown()).describe("The body that it was ordered with"),
  target: z.string().optional(),
  pid: z.int().optional(),
  by: z.string(),
  orderedAt: instantOut,
  struckAt: instantOut.optional(),
  endedAt: instantOut.optional(),
  state: z.enum(["ordered", "struck", "healed", "done", "failed"]),
  expect: z.string().describe("What should happen"),
  outcome: z.string().optional().describe("What did happen, measured"),
  figures: dialFiguresOut.optional().describe("Of the dial"),
});

export const orderedOut = z.object({ order: orderOut });
export const ordersOut = z.object({ orders: z.array(orderOut).describe("The latest first") });

export type BreakIt = Told<typeof breakOut>;
export type Fault = BreakIt["faults"][number];
export type FaultOrder = Told<typeof orderOut>;
export type FaultOrdered = Told<typeof orderedOut>;
export type FaultOrders = Told<typeof ordersOut>;
export type DialFigures = Told<typeof dialFiguresOut>;
