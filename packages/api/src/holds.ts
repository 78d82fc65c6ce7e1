/** `/api/holds`: a room, reserved for a while by whoever is calling. */

import { identifier, PERSON_HOLD_MS, PERSON_HOLD_MS_MAX, zoneName } from "@holdfast/scheduling";
import { z } from "zod";
import { instantOut, writtenTime } from "./instants.ts";
import type { Asked, Told } from "./told.ts";

const HOLD_MS_MIN = 1_000;

const forMs = z.int().min(HOLD_MS_MIN).max(PERSON_HOLD_MS_MAX).default(PERSON_HOLD_MS);

export const holdRequest = z.strictObject({
  room: identifier,
  start: writtenTime,
  end: writtenTime,
  zone: zoneName.optional().describe("Of local times; the room's unless it says otherwise"),
  forMs,
});

export const holdRenewalRequest = z.strictObject({ forMs, fence: z.int().min(1).optional() });

export const holdReleaseQuery = z.strictObject({ fence: z.coerce.number().int().optional() });

export const holdOut = z.object({
  id: z.string(),
  room: z.string(),
  start: instantOut,
  end: instantOut,
  heldBy: z.string(),
  fence: z.int(),
  freeAt: instantOut.describe("When it lapses, unless it is renewed"),
  expiresInMs: z.int(),
});

/** Renewals leave no history: of the past, nobody knows how long it would still have lived. */
export const holdThenOut = holdOut.partial({ freeAt: true, expiresInMs: true });

export type HoldRequest = Asked<typeof holdRequest>;
export type HoldRenewalRequest = Asked<typeof holdRenewalRequest>;
export type Hold = Told<typeof holdOut>;
export type HoldThen = Told<typeof holdThenOut>;
