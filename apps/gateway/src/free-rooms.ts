/**
 * `/api/free-rooms`: which rooms would do, from the projection `free-rooms`. A hit is no promise:
 * somebody may be quicker. Place a hold on it. (Not below `/api/rooms`: a room may be called "free".)
 */

import { freeRooms, identifier, isZone, readFreeRooms, room } from "@holdfast/scheduling";
import { z } from "zod";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { instantOut, readSpan, toInstantOut, writtenTime } from "./instants.ts";
import { readView, VIEWS, viewQuery } from "./views.ts";

const querystring = z.strictObject({
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

const freeRoomsOut = z.object({
  start: instantOut,
  end: instantOut,
  rooms: z.array(z.object({ id: z.string(), ...room.omit({ openingHours: true }).shape })),
});

export function addFreeRoomRoute(app: App, gateway: Gateway): void {
  app.get(
    "/api/free-rooms",
    {
      schema: {
        ...{ tags: [VIEWS], querystring },
        response: { 200: freeRoomsOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { zone, capacity, equipment } = request.query;
      const now = gateway.state.clock.wallMs();
      const span = readSpan(request.query, { zone, now });
      const zones = isZone(zone) ? [zone] : [];
      const found = await readView(gateway, request, reply, {
        projection: freeRooms,
        look: (view) => readFreeRooms(view, span, { needs: { capacity, equipment }, zones }),
      });
      return {
        ...{ start: toInstantOut(span.start), end: toInstantOut(span.end) },
        rooms: found.map(({ id, value: { openingHours: _, ...shown } }) => ({ id, ...shown })),
      };
    },
  );
}
