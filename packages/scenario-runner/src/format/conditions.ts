/** What an actor or a fault can wait for: one thing that happens in the run, or several. */

import { z } from "zod";

const stepName = z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, {
  message: 'must name an actor\'s step, as "ada.book"',
});

const single = z.strictObject({
  begun: stepName.optional().describe("The step has been asked for"),
  done: stepName.optional().describe("The step has been answered, or given up"),
  struck: z.string().optional().describe("The fault of that name has struck"),
  healed: z.string().optional().describe("The fault of that name has been healed"),
  lapsed: z.string().startsWith("$").optional().describe("The hold of that step has lapsed"),
  met: z.string().optional().describe("Every actor that names this meeting has come to it"),
  ms: z.int().min(0).optional().describe("So many milliseconds have passed"),
});

export const condition = z.strictObject({
  ...single.shape,
  all: z.array(single).min(1).optional().describe("Each of these has come, in whatever order"),
});

export type Condition = z.infer<typeof condition>;
export const CONDITION_NAMES = [
  "begun",
  "done",
  "struck",
  "healed",
  "lapsed",
  "met",
  "ms",
  "all",
] as const;
