/** `/api/people/{id}/busy`: what takes a person's time. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import type { Told } from "./told.ts";

export const busyOut = z.object({
  from: instantOut,
  to: instantOut,
  /** Beyond, the person's own calendar has not been read. Absent: they have imported none. */
  calendarKnownUntil: instantOut.optional(),
  intervals: z.array(
    z.object({
      start: instantOut,
      end: instantOut,
      why: z.enum(["meeting", "held", "busy", "tentative", "unknown"]),
      meeting: z.string().optional(),
      heldBy: z.string().optional(),
      summary: z.string().optional(),
    }),
  ),
});

export type Busy = Told<typeof busyOut>;
export type BusyInterval = Busy["intervals"][number];
