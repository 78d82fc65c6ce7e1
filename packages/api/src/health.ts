/** `/health`: does the gateway serve, and is anybody missing? */

import { z } from "zod";
import type { Told } from "./told.ts";

export const healthOut = z.object({
  /** `degraded`: some work waits until those who are missing are back. */
  status: z.enum(["ok", "degraded"]),
  missing: z.array(z.string()),
});

export type Health = Told<typeof healthOut>;
