/** `holdfast suggest`: when could they meet, and where? */

import type { Suggestions } from "@holdfast/api";
import { formatInterval } from "@holdfast/scheduling";
import type { Command } from "commander";
import { spanOf } from "../api.ts";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { checkZone, localZone, readCount, readIds, readWhen } from "../when.ts";

interface SuggestOptions extends AskingOptions {
  readonly people: string;
  readonly minutes: string;
  readonly optional?: string;
  readonly room?: string;
  readonly capacity?: string;
  readonly equipment?: string;
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
  readonly limit: string;
}

export function addSuggest(program: Command, { output, now }: Context): void {
  withGateway(program.command("suggest"))
    .description("times at which everybody can come and a room is free, with reasons")
    .requiredOption("--people <ids>", "who must come: ada,grace")
    .requiredOption("--minutes <number>", "how long")
    .option("--optional <ids>", "who may come")
    .option("--room <id>", "only this room")
    .option("--capacity <number>", "how many seats")
    .option("--equipment <items>", "what the room must have: video,projector")
    .option("--from <when>", "not before")
    .option("--to <when>", "not after")
    .option("--zone <zone>", "of the times given and shown", localZone())
    .option("--limit <number>", "how many", "5")
    .action(async (options: SuggestOptions) => {
      checkZone(options.zone);
      const { body } = await connect(options).ask<Suggestions>("/api/suggestions", {
        query: queryOf(options, now()),
      });
      if (options.json) output.json(body);
      else {
        for (const { room, reasons = [], ...span } of body.suggestions) {
          output.line(
            output.colours.bold(`${formatInterval(spanOf(span), options.zone)}  ${room}`),
          );
          output.line(output.colours.dim(`  ${reasons.join("; ")}`));
        }
        for (const sentence of body.whyNone?.sentences ?? []) output.line(sentence);
      }
      if (body.suggestions.length === 0) throw new CommandError("", EXIT.refused);
    });
}

function queryOf(options: SuggestOptions, now: number) {
  const instant = (when: string | undefined) =>
    when === undefined ? undefined : new Date(readWhen(when, options.zone, now)).toISOString();
  return {
    durationMinutes: readCount(options.minutes, "minutes"),
    people: readIds(options.people).join(","),
    optional: options.optional && readIds(options.optional).join(","),
    room: options.room,
    capacity: options.capacity && readCount(options.capacity, "seats"),
    equipment: options.equipment && readIds(options.equipment).join(","),
    from: instant(options.from),
    to: instant(options.to),
    zone: options.zone,
    limit: readCount(options.limit, "suggestions"),
  };
}
