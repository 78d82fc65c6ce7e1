/** `/api/changes`: the data of its events (server-sent), which tell of every commit as it happens. */

import { z } from "zod";
import { commitFields, keyOut } from "./commits.ts";
import type { Told } from "./told.ts";

export const changesQuery = z.strictObject({
  prefix: z
    .string()
    .max(300)
    .optional()
    .describe("Only keys that begin with these parts, as diary,room/alan-turing"),
  after: z.coerce.number().int().min(0).optional().describe("As Last-Event-ID, which goes first"),
});

/** Of the event `commit`. */
export const commitOut = z.object({
  ...commitFields,
  changes: z.array(z.object({ key: keyOut, kind: z.enum(["put", "deleted"]) })),
});

/** Of the event `gap`: what lies between the two revisions cannot be told of any more. */
export const gapOut = z.object({ after: z.int(), before: z.int() });

export type Commit = Told<typeof commitOut>;
export type Gap = Told<typeof gapOut>;
