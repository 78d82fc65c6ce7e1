/** `holdfast move`: another time, or another room, for a meeting that stands. */

import type { Meeting } from "@holdfast/api";
import type { Command } from "commander";
import { spanOf, writtenSpan } from "../api.ts";
import { changeMeeting } from "../booking.ts";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import { usageError } from "../exit-codes.ts";
import { intervalFrom, readCount, readWhen } from "../when.ts";
import { endWithBooking } from "./ending.ts";

interface MoveOptions extends AskingOptions {
  readonly start?: string;
  readonly minutes?: string;
  readonly zone?: string;
  readonly room?: string;
}

export function addMove(program: Command, { output, now }: Context): void {
  withGateway(program.command("move <meeting>"))
    .description("move a meeting; until the new slot is certain, the old one stays")
    .option("--start <when>", '2026-11-23T10:00, 2026-11-23T09:00Z or "tue 10:00"')
    .option("--minutes <number>", "how long; as long as before unless it says otherwise")
    .option("--zone <zone>", "of the start; the meeting's own unless it says otherwise")
    .option("--room <id>", "to this room")
    .action(async (id: string, options: MoveOptions) => {
      const { start, minutes, room } = options;
      if (start === undefined && minutes === undefined && room === undefined) {
        throw usageError("Say what is to change: --start, --minutes or --room.");
      }
      const gateway = connect(options);
      const path = `/api/meetings/${encodeURIComponent(id)}`;
      const { body: meeting, etag } = await gateway.ask<Meeting>(path);
      const outcome = await changeMeeting(gateway, path, {
        method: "PATCH",
        ifMatch: etag,
        body: { ...changedSpan(meeting, options, now()), ...(room === undefined ? {} : { room }) },
      });
      endWithBooking(output, outcome, { ...options, done: "Moved" });
    });
}

function changedSpan(meeting: Meeting, { start, minutes, zone }: MoveOptions, now: number) {
  if (start === undefined && minutes === undefined) return {};
  const before = spanOf(meeting);
  const from = start === undefined ? before.start : readWhen(start, zone ?? meeting.zone, now);
  const lengthMinutes =
    minutes === undefined ? (before.end - before.start) / 60_000 : readCount(minutes, "minutes");
  return writtenSpan(intervalFrom(from, lengthMinutes));
}
