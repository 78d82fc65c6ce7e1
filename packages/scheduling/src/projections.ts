/** Every projection of the system. The projection agent runs them; the gateway reads them. */

import type { ProjectionDefinition } from "@holdfast/shared-state";
import { agenda } from "./agenda.ts";
import { freeRooms } from "./free-rooms.ts";
import { roomDays } from "./room-days.ts";
import { statistics } from "./statistics.ts";

export const projections: readonly ProjectionDefinition[] = [
  roomDays,
  agenda,
  freeRooms,
  statistics,
];
