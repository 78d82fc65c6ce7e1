/** Of which moment, or how new, what is read shall be. */

import { z } from "zod";

/** For the query of each endpoint that can tell of the past. */
export const asOfQuery = {
  asOf: z
    .string()
    .max(100)
    .optional()
    .describe("As it was: 2026-11-16T09:00Z, 2026-11-16T10:00+01:00[Europe/Berlin], @revision"),
};

/** For the query of each view, which may be a little behind. */
export const viewQuery = {
  atLeast: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe("A Holdfast-Revision: the view must cover it. As the header Holdfast-At-Least"),
};
