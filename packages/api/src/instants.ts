/** Times: as text in requests (an instant, or the local time of a zone), as instants in UTC in answers. */

import { z } from "zod";
import type { Told } from "./told.ts";

/** Of meetings and holds. */
export const LENGTH_MS_MAX = 24 * 60 * 60_000;

/** Its meaning may depend on a zone that stands elsewhere, so the schema leaves it as text. */
export const writtenTime = z
  .string()
  .max(40)
  .describe("An instant, as 2026-11-23T09:00Z, or a local time of the zone: 2026-11-23T10:00");

export const instantOut = z.iso.datetime().describe("An instant in UTC");

export const spanOut = z.object({ start: instantOut, end: instantOut });

export type Span = Told<typeof spanOut>;

/** `?from=&to=&zone=` of everything that can be looked at over time. */
export const windowQuery = {
  from: writtenTime.optional(),
  to: writtenTime.optional(),
  zone: z.string().max(64).default("UTC"),
};
