/** `/api/rooms/{id}/closures`: shutting a room for a while. */

import { displayName, zoneName } from "@holdfast/scheduling";
import { z } from "zod";
import { instantOut, writtenTime } from "./instants.ts";
import type { Asked, Told } from "./told.ts";

export const closureRequest = z.strictObject({
  start: writtenTime,
  end: writtenTime,
  zone: zoneName.optional().describe("Of local times; the room's unless it says otherwise"),
  reason: displayName,
});

export const closureOut = z.object({
  id: z.string(),
  room: z.string(),
  start: instantOut,
  end: instantOut,
  reason: z.string(),
  state: z
    .enum(["waiting", "closing", "closed", "cancelled"])
    .describe("Waiting for an agent and for the room's lock; then one meeting after the other"),
  meetings: z
    .array(
      z.object({
        meeting: z.string(),
        outcome: z.enum(["moving", "moved", "cancelled", "must-be-moved-by-hand"]),
        to: z.string().optional().describe("The room where it is now"),
        why: z.string().optional().describe("docs/reference/problems.md"),
      }),
    )
    .describe("Those that were in the room, as they are dealt with"),
  requestedBy: z.string(),
  requestedAt: instantOut,
});

export const closuresOut = z.object({ closures: z.array(closureOut) });

export type ClosureRequest = Asked<typeof closureRequest>;
export type Closure = Told<typeof closureOut>;
export type Closures = Told<typeof closuresOut>;
export type ClosureMeeting = Closure["meetings"][number];
