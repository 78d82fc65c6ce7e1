/** `/api/projections`: how far behind each view is, and whether one has stopped. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import type { Told } from "./told.ts";

export const generationOut = z.object({
  generation: z.int(),
  version: z.int(),
  revision: z.int().describe("Its checkpoint"),
  at: instantOut,
  entries: z.int(),
});

export const projectionOut = z.object({
  name: z.string(),
  state: z.enum(["building", "live", "stopped"]),
  version: z.int(),
  serving: generationOut.optional().describe("What readers see. Absent: never built"),
  building: generationOut.optional(),
  lagRevisions: z.int().describe("Commits that concern it and that it has not applied"),
  lagMs: z.number().describe("How long ago the first of them was committed"),
  stopped: z
    .object({
      revision: z.int(),
      key: z.array(z.union([z.string(), z.number()])),
      error: z.string(),
      at: instantOut,
    })
    .optional(),
  gaps: z.int(),
});

export const projectionsOut = z.object({ projections: z.array(projectionOut) });

export type Projection = Told<typeof projectionOut>;
export type Projections = Told<typeof projectionsOut>;
