/**
 * Whatever is refused: Problem Details (RFC 9457), whose further members say what stands in the way.
 * `docs/reference/problems.md` says which problem has which.
 */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import { failureOut, obstacleOut } from "./refusals.ts";
import { suggestionOut } from "./suggestions.ts";
import type { Told } from "./told.ts";

export const problemOut = z.looseObject({
  type: z.string().describe("What went wrong, for programs: docs/reference/problems.md"),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
});

const fieldError = z.object({ field: z.string(), message: z.string() });

/** Every member that some problem has. */
export const refusalOut = problemOut.extend({
  ...obstacleOut.shape,
  ...failureOut.partial().shape,
  agent: z.string().optional(),
  alternatives: z.array(suggestionOut).optional(),
  atLeast: z.int().optional(),
  checkpoint: z.int().optional(),
  code: z.string().optional(),
  current: z.string().optional().describe("The ETag of what stands"),
  edited: z.boolean().optional(),
  erasedAt: instantOut.optional(),
  errors: z.array(fieldError).optional(),
  head: z.int().optional(),
  header: z.string().optional(),
  hold: z.string().optional(),
  lagMs: z.number().optional(),
  lagRevisions: z.int().optional(),
  limit: z.int().optional(),
  line: z.int().optional(),
  lockedBy: z.string().optional(),
  lockedSince: instantOut.optional(),
  mails: z.array(z.string()).optional(),
  meetings: z.array(z.string()).optional(),
  needs: z.string().optional(),
  projection: z.string().optional(),
  reached: z.int().optional(),
  retainedSince: z.object({ revision: z.int(), at: instantOut }).optional(),
  revision: z.int().optional(),
  room: z.string().optional(),
  saga: z.string().optional(),
  sagas: z.array(z.string()).optional(),
  undertaking: z.string().optional(),
  undone: z.array(z.string()).optional(),
});

export type ProblemBody = Told<typeof refusalOut>;
