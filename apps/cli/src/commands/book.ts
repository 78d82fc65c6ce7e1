/** `holdfast book`: a meeting, in a room of one's own choosing or in any that fits. */

import type { Command } from "commander";
import { nanoid } from "nanoid";
import { writtenSpan } from "../api.ts";
import { bookMeeting } from "../booking.ts";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import { usageError } from "../exit-codes.ts";
import { intervalFrom, localZone, readCount, readIds, readWhen } from "../when.ts";
import { endWithBooking } from "./ending.ts";

interface BookOptions extends AskingOptions {
  readonly title: string;
  readonly description?: string;
  readonly start: string;
  readonly minutes: string;
  readonly zone: string;
  readonly organizer: string;
  readonly people?: string;
  readonly optional?: string;
  readonly room?: string;
  readonly capacity?: string;
  readonly equipment?: string;
  readonly hold?: string;
}

export function addBook(program: Command, { output, now }: Context): void {
  withGateway(program.command("book"))
    .description("book a meeting; all of it happens, or nothing does")
    .requiredOption("--title <text>", "what it is about")
    .option("--description <text>", "more about it")
    .requiredOption("--start <when>", '2026-11-23T10:00, 2026-11-23T09:00Z or "tue 10:00"')
    .requiredOption("--minutes <number>", "how long")
    .option("--zone <zone>", "of the start", localZone())
    .requiredOption("--organizer <id>", "whose meeting it is")
    .option("--people <ids>", "who must come: ada,grace")
    .option("--optional <ids>", "who may come")
    .option("--room <id>", "this room, or any that fits:")
    .option("--capacity <number>", "how many seats")
    .option("--equipment <items>", "what the room must have: video,projector")
    .option("--hold <id>", "a hold of yours on that room and time, to be used up")
    .action(async (options: BookOptions) => {
      const start = readWhen(options.start, options.zone, now());
      const span = intervalFrom(start, readCount(options.minutes, "minutes"));
      const gateway = connect(options);
      const booking = await bookMeeting(gateway, requestOf(options, span), nanoid());
      endWithBooking(output, booking, { ...options, done: "Booked" });
    });
}

function requestOf(options: BookOptions, span: { start: number; end: number }) {
  const { title, description, zone, organizer, hold } = options;
  return {
    ...{ title, description, zone, organizer, ...writtenSpan(span), ...placeOf(options) },
    required: [...new Set([organizer, ...readIds(options.people ?? "")])],
    optional: readIds(options.optional ?? ""),
    ...(hold === undefined ? {} : { holdId: hold }),
  };
}

function placeOf({ room, capacity, equipment }: BookOptions) {
  const choosy = capacity !== undefined || equipment !== undefined;
  if (room !== undefined && choosy) {
    throw usageError("Name either a room or what it must have (--capacity, --equipment).");
  }
  if (room !== undefined) return { room };
  const needs = {
    ...(capacity === undefined ? {} : { capacity: readCount(capacity, "seats") }),
    ...(equipment === undefined ? {} : { equipment: readIds(equipment) }),
  };
  return { needs };
}
