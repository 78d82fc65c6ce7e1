/** What is told of every commit, wherever one is told of: when, who, why. */

import { z } from "zod";
import { instantOut } from "./instants.ts";

export const keyOut = z.array(z.union([z.string(), z.number()]));

export const commitFields = {
  revision: z.int(),
  at: instantOut,
  actor: z.string().optional(),
  process: z.string().optional(),
  cause: z.string().optional(),
  correlation: z.string().optional(),
};
