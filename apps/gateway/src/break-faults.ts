/** What can be broken, in words for people: what each fault is called, and what should happen then. */

import { FAULTS, type FaultName } from "@holdfast/agent-runtime";
import { writtenTime } from "@holdfast/api";
import { identifier } from "@holdfast/scheduling";
import { z } from "zod";

interface Described {
  readonly title: string;
  /** In one line. What did happen is measured, and stands beside it. */
  readonly expect: string;
}

const CONTENDERS_MAX = 50;

/** Nobody orders it: the page itself asks for so many holds at once, through /api/holds. */
const RACE = z.strictObject({
  room: identifier,
  start: writtenTime,
  end: writtenTime,
  contenders: z.int().min(2).max(CONTENDERS_MAX),
});

export const DESCRIBED: Readonly<Record<FaultName | "race", Described>> = {
  kill: {
    title: "Kill an agent",
    expect:
      "It is gone at once and started again within a few seconds. What it was at is done by the next one, once.",
  },
  stop: {
    title: "Stop an agent",
    expect:
      "It stands still. After a second the supervisor kills it, and another takes its place; less goes unnoticed.",
  },
  continue: {
    title: "Let an agent go on",
    expect: "A process that stands still by an order goes on, as if no time had passed.",
  },
  "fail-step": {
    title: "Fail the next step",
    expect:
      "The next step of that kind throws. Nothing of it is kept; it is tried again, and takes effect once.",
  },
  "mail-server": {
    title: "Break the mail server",
    expect:
      "No booking waits for it. Mails leave later, in their order, and none is lost or stands in the inbox twice.",
  },
  "lapse-hold": {
    title: "Let a hold lapse",
    expect: "The slot is free that instant, and whoever wants to book with the hold is refused.",
  },
  race: {
    title: "Race for one slot",
    expect: "One of them gets the slot. All others learn who has it, and when it frees.",
  },
  dial: {
    title: "Turn the dial",
    expect:
      "A strong setting shows no anomaly; a weak one shows its own every time when staged. Both say what they cost.",
  },
};

/** In the order in which they are offered, each with the JSON Schema of its body. */
export const OFFERED = (Object.keys(DESCRIBED) as (FaultName | "race")[]).map((name) => ({
  name,
  ...DESCRIBED[name],
  parameters: jsonSchema(name === "race" ? RACE : FAULTS[name]),
}));

function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
