/**
 * `/api/free-rooms`: which rooms would do, from the projection `free-rooms`. A hit is no promise:
 * somebody may be quicker. Place a hold on it. (Not below `/api/rooms`: a room may be called "free".)
 */

import { freeRoomsOut, freeRoomsQuery } from "@holdfast/api";
import { freeRooms, isZone, readFreeRooms } from "@holdfast/scheduling";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { readSpan, toInstantOut } from "./instants.ts";
import { readView, VIEWS } from "./views.ts";

export function addFreeRoomRoute(app: App, gateway: Gateway): void {
  app.get(
    "/api/free-rooms",
    {
      schema: {
        ...{ tags: [VIEWS], querystring: freeRoomsQuery },
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
