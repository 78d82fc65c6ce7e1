/** `/api/rooms`: what can be booked. */

import { room } from "@holdfast/scheduling";
import { z } from "zod";
import type { Asked, Told } from "./told.ts";

export const roomRequest = room;
export const roomOut = z.object({ id: z.string(), version: z.int(), ...room.shape });
export const roomsOut = z.object({ rooms: z.array(roomOut) });

export type RoomRequest = Asked<typeof roomRequest>;
export type Room = Told<typeof roomOut>;
export type Rooms = Told<typeof roomsOut>;
/** Opening or working hours: of each weekday, spans of local time as `["09:00", "17:00"]`. */
export type WeekHours = Room["openingHours"];
