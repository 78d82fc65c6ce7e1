/** `/api/people/{id}/agenda`: which meetings await a person. */

import { z } from "zod";
import { instantOut, windowQuery } from "./instants.ts";
import { viewQuery } from "./moments.ts";
import type { Told } from "./told.ts";

export const agendaQuery = z.strictObject({ ...windowQuery, ...viewQuery });

export const agendaOut = z.object({
  person: z.string(),
  from: instantOut,
  to: instantOut,
  meetings: z.array(
    z.object({
      meeting: z.string(),
      title: z.string(),
      room: z.string(),
      organizer: z.string(),
      role: z.enum(["organizer", "required", "optional"]),
      start: instantOut,
      end: instantOut,
    }),
  ),
});

export type Agenda = Told<typeof agendaOut>;
