/**
 * How much of the past the state keeps, as the environment says. Every process that opens the state has
 * to be told the same: each of them trims as it commits, and the narrowest would win.
 */

import type { Retention } from "@holdfast/shared-state";
import { z } from "zod";
import { EnvironmentError } from "./environment.ts";

export const RETENTION_VARIABLES = ["HOLDFAST_RETAIN_DAYS", "HOLDFAST_RETAIN_MB"] as const;

const DAY_MS = 86_400_000;
const MEGABYTE = 1024 * 1024;

const variables = z.object({
  HOLDFAST_RETAIN_DAYS: z.coerce.number().positive().max(36_500).optional(),
  HOLDFAST_RETAIN_MB: z.coerce.number().positive().max(1_000_000).optional(),
});

/**
 * What it leaves out is as the engine has it.
 * @throws EnvironmentError
 */
export function readRetention(
  from: Record<string, string | undefined> = process.env,
): Partial<Retention> {
  const { success, data, error } = variables.safeParse(from);
  if (!success) throw new EnvironmentError(error.issues);
  const { HOLDFAST_RETAIN_DAYS: days, HOLDFAST_RETAIN_MB: megabytes } = data;
  return {
    ...(days !== undefined && { ms: days * DAY_MS }),
    ...(megabytes !== undefined && { bytes: megabytes * MEGABYTE }),
  };
}
