/** `/api/people/{id}/calendar`: a person's own calendar, imported as a file. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import type { Told } from "./told.ts";

export const calendarRequest = z.string();

export const calendarOut = z.object({
  importedVersion: z.int(),
  importedAt: instantOut,
  /** Absent: the calendar agent has not got to this version yet. */
  reading: z
    .object({
      readAt: instantOut,
      until: instantOut.describe("Beyond, commitments are not known"),
      events: z.int(),
      warnings: z.array(z.string()),
    })
    .optional(),
});

export type ImportedCalendar = Told<typeof calendarOut>;
