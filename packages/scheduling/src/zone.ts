/** The schema of time zones, apart from `time.ts` so that schemas need not know how time is computed. */

import { z } from "zod";
import { isZone } from "./time.ts";

export const zoneName = z.string().max(64).refine(isZone, {
  message: "must be an IANA time zone, for example Europe/Berlin",
});
