/** `/api/statistics`: use of rooms, what became of holds, what bookings failed at. */

import { z } from "zod";
import { viewQuery } from "./moments.ts";
import type { Told } from "./told.ts";

const day = z.iso.date();

export const statisticsQuery = z.strictObject({ from: day, to: day, ...viewQuery });

export const statisticsOut = z.object({
  from: day,
  to: day,
  /** Every room, on each day on which it is open or something is booked. */
  rooms: z.array(
    z.object({ room: z.string(), day, bookedHours: z.number(), openHours: z.number() }),
  ),
  holds: z
    .object({ placed: z.int(), lapsed: z.int(), ended: z.int() })
    .describe(
      "On those days; none from before the projection first ran. Ended: confirmed, or released",
    ),
  /** How many meetings were `booked`, `moved`, `edited`, `cancelled`. */
  meetings: z.record(z.string(), z.int()),
  /** Why undertakings were refused, by saga and reason. */
  conflicts: z.record(z.string(), z.record(z.string(), z.int())),
});

export type Statistics = Told<typeof statisticsOut>;
