/** `/api/rooms/{id}/days/{day}`: what happens in a room on a day, from the projection `room-days`. */

import { roomDayOut, viewQuery } from "@holdfast/api";
import { identifier, readRoomDay, roomDays } from "@holdfast/scheduling";
import { z } from "zod";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { toInstantOut } from "./instants.ts";
import { mustFindRoom } from "./rooms.ts";
import { readView, VIEWS } from "./views.ts";

const params = z.object({ id: identifier, day: z.iso.date().describe("A UTC day: 2026-11-23") });

export function addRoomDayRoute(app: App, gateway: Gateway): void {
  app.get(
    "/api/rooms/:id/days/:day",
    {
      schema: {
        ...{ tags: [VIEWS], params, querystring: z.strictObject(viewQuery) },
        response: { 200: roomDayOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id: room, day } = request.params;
      await gateway.state.read((snapshot) => mustFindRoom(snapshot, room));
      const meetings = await readView(gateway, request, reply, {
        projection: roomDays,
        look: (view) => readRoomDay(view, room, day),
      });
      return {
        ...{ room, day },
        meetings: meetings.map(({ start, end, ...meeting }) => ({
          ...{ ...meeting, start: toInstantOut(start), end: toInstantOut(end) },
        })),
      };
    },
  );
}
