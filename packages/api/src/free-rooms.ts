/** `/api/free-rooms`: which rooms would do. */

import { identifier, room } from "@holdfast/scheduling";
import { z } from "zod";
import { instantOut, writtenTime } from "./instants.ts";
import { viewQuery } from "./moments.ts";
import type { Told } from "./told.ts";

export const freeRoomsQuery = z.strictObject({
  start: writtenTime,
  end: writtenTime,
  zone: z.string().max(64).default("UTC").describe("Of local times; rooms in it come first"),
  capacity: z.coerce.number().int().min(1).max(10_000).default(1),
  equipment: z
    .string()
    .max(2_000)
    .transform((text) => text.split(",").map((each) => each.trim()))
    .pipe(z.array(identifier).max(30))
    .default([]),
  ...viewQuery,
});

export const freeRoomsOut = z.object({
  start: instantOut,
  end: instantOut,
  rooms: z.array(z.object({ id: z.string(), ...room.omit({ openingHours: true }).shape })),
});

export type FreeRooms = Told<typeof freeRoomsOut>;
