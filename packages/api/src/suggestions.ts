/** `/api/suggestions`: when could they meet, and where? */

import { identifier } from "@holdfast/scheduling";
import { z } from "zod";
import { instantOut, LENGTH_MS_MAX, windowQuery } from "./instants.ts";
import type { Told } from "./told.ts";

const MINUTE_MS = 60_000;

/** `a,b,c` in a query. */
const listed = (max: number) =>
  z
    .string()
    .max(2_000)
    .transform((text) => text.split(",").map((each) => each.trim()))
    .pipe(z.array(identifier).max(max));

export const suggestionsQuery = z.strictObject({
  durationMinutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(LENGTH_MS_MAX / MINUTE_MS),
  people: listed(20).optional(),
  optional: listed(25).optional(),
  capacity: z.coerce.number().int().min(1).max(10_000).optional(),
  equipment: listed(30).optional(),
  room: identifier.optional(),
  limit: z.coerce.number().int().min(1).max(20).default(5),
  ...windowQuery,
});

export const suggestionOut = z.object({
  start: instantOut,
  end: instantOut,
  room: z.string(),
  reasons: z.array(z.string()),
});

export const suggestionsOut = z.object({
  suggestions: z.array(suggestionOut),
  whyNone: z.object({ reason: z.string(), sentences: z.array(z.string()) }).optional(),
});

export type Suggestion = Told<typeof suggestionOut>;
export type Suggestions = Told<typeof suggestionsOut>;
