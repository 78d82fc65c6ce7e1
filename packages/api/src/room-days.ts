/** `/api/rooms/{id}/days/{day}`: what happens in a room on a day. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import type { Told } from "./told.ts";

export const roomDayOut = z.object({
  room: z.string(),
  day: z.string(),
  meetings: z.array(
    z.object({
      meeting: z.string(),
      title: z.string(),
      organizer: z.string(),
      status: z.enum(["standing", "cancelled"]),
      start: instantOut,
      end: instantOut,
    }),
  ),
});

export type RoomDay = Told<typeof roomDayOut>;
