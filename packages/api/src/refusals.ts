/** Why an undertaking came to nothing: which step was refused, and who stood in the way. */

import { z } from "zod";
import { instantOut } from "./instants.ts";
import type { Told } from "./told.ts";

/** Whoever has it, and when; what is not known is left out. */
export const obstacleOut = z.object({
  heldBy: z.string().optional(),
  start: instantOut.optional(),
  end: instantOut.optional(),
  freeAt: instantOut.optional().describe("When the hold lapses, unless it is renewed"),
});

/** Of a room that would have done. */
const roomRefusalOut = z.object({
  ...{ room: z.string(), reason: z.string() },
  ...obstacleOut.shape,
});

/** Of somebody who is required. */
const personRefusalOut = z.object({
  person: z.string(),
  why: z.string(),
  start: instantOut,
  end: instantOut,
});

export const failureOut = z.object({
  reason: z.string().describe("docs/reference/problems.md"),
  step: z.string().optional(),
  rooms: z.array(roomRefusalOut).optional(),
  people: z.array(personRefusalOut).optional(),
});

export type Failure = Told<typeof failureOut>;
export type RoomRefusal = Told<typeof roomRefusalOut>;
export type PersonRefusal = Told<typeof personRefusalOut>;
