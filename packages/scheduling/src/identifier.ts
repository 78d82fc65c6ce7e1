/** Ids that people type and URLs carry. */

import { z } from "zod";

export const identifier = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, {
  message: "must be 1 to 64 of a-z, 0-9 and '-', and neither start nor end with '-'",
});

/** A name that a person reads: one line, no control characters, nothing that UTF-8 cannot carry. */
export const displayName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text), {
    message: "must be one line without control characters",
  });
