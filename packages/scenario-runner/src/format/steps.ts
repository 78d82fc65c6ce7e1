/**
 * What an actor of a scenario can do. A step names one action and what it needs:
 *
 *     - book: { room: alan-turing, at: "10:00", minutes: 60 }
 *       as: booking
 *       expect: { outcome: ok }
 *     - cancel: { meeting: $booking.meeting }
 *
 * What begins with `$` was told to an earlier step: `$booking.meeting` of the same actor,
 * `$grace.booking.meeting` of another.
 */

import { z } from "zod";
import { condition } from "./conditions.ts";

export const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}$/, { message: "must be of a-z, 0-9 and '-'" });

/** A value, or several of which the seed chooses one each time. */
function choice<T extends z.ZodType<string | number>>(value: T) {
  return z.union([value, z.strictObject({ "any-of": z.array(value).min(1) })]);
}

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'must be a time like "10:30"' });
const day = z.int().min(1).max(60).describe("1: a week from today");
const minutes = choice(z.int().min(1).max(1_440)).describe("How long it takes");
const reference = z.string().regex(/^\$[\w-]+(\.[\w-]+)+$/, {
  message: 'must say what an earlier step was told, as "$booking.meeting"',
});
const version = z
  .union([z.enum(["latest", "any"]), reference])
  .default("latest")
  .describe("latest: read just before; any: whatever stands; or what an earlier step has read");

const slot = {
  room: choice(name),
  at: choice(time).describe("UTC"),
  day: choice(day).default(1),
  minutes: minutes.default(60),
};
const people = z.array(name).default([]);
/** Of what is read: `$edit.revision`. */
const reading = {
  "at-least": reference.optional().describe("What is read has to cover that revision"),
};

export const actions = {
  book: z.strictObject({ ...slot, title: z.string().default("A meeting"), required: people }),
  "place-hold": z.strictObject({ ...slot, "for-ms": z.int().min(1_000).default(60_000) }),
  "confirm-hold": z
    .strictObject({ hold: reference, title: z.string().default("A meeting"), required: people })
    .describe("Books what is held"),
  "release-hold": z.strictObject({ hold: reference }),
  move: z.strictObject({
    meeting: reference,
    room: choice(name).optional(),
    at: choice(time).optional(),
    day: choice(day).optional(),
    minutes: minutes.optional(),
    version,
  }),
  cancel: z.strictObject({ meeting: reference }),
  edit: z.strictObject({
    meeting: reference,
    title: z.string().optional(),
    description: z.string().optional(),
    version,
  }),
  "read-meeting": z.strictObject({ meeting: reference, ...reading }),
  "read-diary": z.strictObject({ room: choice(name), day: day.default(1), ...reading }),
  "read-day": z
    .strictObject({ room: name, day: day.default(1), ...reading })
    .describe("The room's day as the view shows it, which follows the state"),
  "read-agenda": z
    .strictObject({ person: name.optional(), day: day.default(1), ...reading })
    .describe("Of the actor when nobody is named; from the view, which follows the state"),
  "read-free-rooms": z
    .strictObject({ at: slot.at, day: slot.day, minutes: slot.minutes, ...reading })
    .describe("From the view, which follows the state"),
  "read-room": z.strictObject({ room: name, ...reading }),
  "edit-room": z.strictObject({ room: name, capacity: z.int().min(1).max(10_000), version }),
  "close-room": z
    .strictObject({ ...slot, reason: z.string().default("Repairs") })
    .describe("Ends when every meeting has been moved out of it, or was given up"),
  watch: z
    .strictObject({ prefix: z.array(z.string()).min(1), after: z.int().min(0).optional() })
    .describe("From now on, until the end of the run"),
  "wait-for": condition,
} as const;

export type ActionName = keyof typeof actions;
export const ACTION_NAMES = Object.keys(actions) as ActionName[];

/** What must have come of the step, beside what the checks say. */
const expectation = z.strictObject({
  outcome: z.enum(["ok", "refused", "failed", "unknown"]),
  reason: z.string().optional().describe("Of a refusal: docs/reference/problems.md"),
  has: reference.optional().describe("What an earlier step was told occurs in the answer"),
  lacks: reference.optional().describe("It does not"),
});

const optionalActions = Object.fromEntries(
  Object.entries(actions).map(([action, schema]) => [action, schema.optional()]),
) as { [A in ActionName]: z.ZodOptional<(typeof actions)[A]> };

export const GROUPS = ["in-sequence", "at-once", "at-random", "at-rate"] as const;

const ownStep = z.strictObject({
  ...optionalActions,
  as: name.optional().describe("By which others refer to it; its action's name when absent"),
  expect: expectation.optional(),
  "ask-again": z
    .boolean()
    .default(false)
    .describe("Without an answer: asks the same again, under the same idempotency key"),
});

/** A step is an action, or a group of steps. */
export interface Step extends z.infer<typeof ownStep> {
  readonly "in-sequence"?: Step[] | undefined;
  readonly "at-once"?: Step[] | undefined;
  readonly "at-random"?: { readonly count: number; readonly of: Step[] } | undefined;
  readonly "at-rate"?:
    | { readonly "per-second": number; readonly "for-ms": number; readonly of: Step[] }
    | undefined;
}

const steps: z.ZodType<Step[]> = z.lazy(() => z.array(step).min(1));

export const step: z.ZodType<Step> = z.strictObject({
  ...ownStep.shape,
  "in-sequence": steps.optional(),
  "at-once": steps.optional().describe("Each by a client of its own"),
  "at-random": z
    .strictObject({ count: z.int().min(1), of: steps })
    .optional()
    .describe("So many, one after the other, each chosen by the seed"),
  "at-rate": z
    .strictObject({ "per-second": z.number().positive(), "for-ms": z.int().min(1), of: steps })
    .optional()
    .describe("Each by a client of its own, whether or not the one before was answered"),
});
