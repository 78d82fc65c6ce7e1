/** `/api/dead-letters`: tasks that failed too often. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import type { Told } from "./told.ts";

export const deadLetterOut = z.object({
  queue: z.string(),
  id: z.string(),
  kind: z.string(),
  failures: z.int(),
  error: z.string(),
  at: instantOut,
});

export const deadLettersOut = z.object({ deadLetters: z.array(deadLetterOut) });

export type DeadLetter = Told<typeof deadLetterOut>;
export type DeadLetters = Told<typeof deadLettersOut>;
