/** `/api/rooms/{id}/diary`: what takes a room's time. */

import { z } from "zod";
import { instantOut, spanOut } from "./instants.ts";
import type { Told } from "./told.ts";

export const diaryOut = z.object({
  from: instantOut,
  to: instantOut,
  intervals: z.array(
    z.discriminatedUnion("status", [
      z.object({
        ...spanOut.shape,
        status: z.literal("booked"),
        meeting: z.string(),
        title: z.string().optional(),
        organizer: z.string().optional(),
      }),
      z.object({
        ...spanOut.shape,
        status: z.literal("closed"),
        closure: z.string(),
        reason: z.string().optional(),
      }),
      z.object({
        ...spanOut.shape,
        status: z.literal("held"),
        hold: z.string(),
        heldBy: z.string(),
        freeAt: instantOut
          .optional()
          .describe("When the hold lapses, unless it is renewed; not known of the past"),
      }),
    ]),
  ),
});

export type Diary = Told<typeof diaryOut>;
export type RoomInterval = Diary["intervals"][number];
