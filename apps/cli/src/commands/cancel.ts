/** `holdfast cancel`: frees the room and the people, and tells them. */

import type { Meeting } from "@holdfast/api";
import type { Command } from "commander";
import { changeMeeting } from "../booking.ts";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import { endWithBooking } from "./ending.ts";

interface CancelOptions extends AskingOptions {
  readonly reason?: string;
}

export function addCancel(program: Command, { output }: Context): void {
  withGateway(program.command("cancel <meeting>"))
    .description("cancel a meeting: room and people are free again, and are told")
    .option("--reason <text>", "what the invitees are told")
    .action(async (id: string, options: CancelOptions) => {
      const gateway = connect(options);
      const path = `/api/meetings/${encodeURIComponent(id)}`;
      const { body: meeting, etag } = await gateway.ask<Meeting>(path);
      const outcome = await changeMeeting(gateway, path, {
        method: "DELETE",
        ifMatch: etag,
        query: { reason: options.reason },
      });
      const told = outcome.ok
        ? { ...outcome, meeting: { ...meeting, ...outcome.meeting } }
        : outcome;
      endWithBooking(output, told, { ...options, done: "Cancelled" });
    });
}
