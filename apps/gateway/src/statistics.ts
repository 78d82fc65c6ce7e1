/**
 * `/api/statistics`: use of rooms, what became of holds, what bookings failed at, from the projection
 * `statistics`. By whole UTC days, both included.
 */

import { statisticsOut, statisticsQuery } from "@holdfast/api";
import {
  openIntervals,
  ROOMS,
  type Room,
  readStatistics,
  type Statistics,
  statistics,
} from "@holdfast/scheduling";
import { type Document, listDocuments } from "@holdfast/shared-state";
import type { z } from "zod";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { invalid } from "./problems.ts";
import { readView, VIEWS } from "./views.ts";

const DAYS_MAX = 366;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type StatisticsOut = z.infer<typeof statisticsOut>;

export function addStatisticsRoute(app: App, gateway: Gateway): void {
  app.get(
    "/api/statistics",
    {
      schema: {
        ...{ tags: [VIEWS], querystring: statisticsQuery },
        response: { 200: statisticsOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { from, to } = request.query;
      if (to < from) throw invalid({ field: "to", message: "must not be before from" });
      if (Date.parse(to) - Date.parse(from) > DAYS_MAX * DAY_MS) {
        throw invalid({ field: "to", message: `must be at most ${DAYS_MAX} days after from` });
      }
      const rooms = await gateway.state.read((snapshot) => listDocuments<Room>(snapshot, ROOMS));
      const found = await readView(gateway, request, reply, {
        projection: statistics,
        look: (view) => readStatistics(view, { from, to }),
      });
      const { holds, meetings, sagas } = found;
      const use = useOf(rooms, found, { from, to });
      return { from, to, rooms: use, holds, meetings: { ...meetings }, conflicts: refused(sagas) };
    },
  );
}

function useOf(
  rooms: readonly Document<Room>[],
  { booked }: Statistics,
  { from, to }: { from: string; to: string },
): StatisticsOut["rooms"] {
  const bookedMs = new Map(booked.map((each) => [`${each.day} ${each.room}`, each.ms]));
  const use: StatisticsOut["rooms"] = [];
  for (let midnight = Date.parse(from); midnight <= Date.parse(to); midnight += DAY_MS) {
    const date = new Date(midnight).toISOString().slice(0, 10);
    for (const { id, value } of rooms) {
      const during = { start: midnight, end: midnight + DAY_MS };
      const open = openIntervals(value.openingHours, value.zone, during);
      const openMs = open.reduce((sum, { start, end }) => sum + end - start, 0);
      const ms = bookedMs.get(`${date} ${id}`) ?? 0;
      if (openMs === 0 && ms === 0) continue;
      use.push({ room: id, day: date, bookedHours: ms / HOUR_MS, openHours: openMs / HOUR_MS });
    }
  }
  return use;
}

/** What was completed, or stopped by a person, met no conflict. */
function refused(sagas: Statistics["sagas"]): StatisticsOut["conflicts"] {
  const conflicts = Object.entries(sagas).map(([saga, endings]) => {
    const refusals = Object.entries(endings).filter(
      ([ending]) => ending !== "completed" && ending !== "stop-requested",
    );
    return [saga, Object.fromEntries(refusals)] as const;
  });
  return Object.fromEntries(conflicts.filter(([, reasons]) => Object.keys(reasons).length > 0));
}
