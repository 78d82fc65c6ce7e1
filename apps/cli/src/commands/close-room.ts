/** `holdfast rooms close`: shut a room for a while, and tell what becomes of its meetings. */

import type { Closure, ClosureMeeting } from "@holdfast/api";
import { formatInterval } from "@holdfast/scheduling";
import type { Command } from "commander";
import { getClosure, spanOf } from "../api.ts";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import type { Gateway } from "../http.ts";
import { waitFor } from "../patience.ts";
import type { Output } from "../print.ts";
import { localZone, readWhen } from "../when.ts";

interface CloseOptions extends AskingOptions {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly zone: string;
}

/** Each meeting may have to wait for somebody who is changing it. */
const CLOSING_MS_MAX = 10 * 60_000;
const LOOK_EVERY_MS = 200;

export function addCloseRoom(rooms: Command, { output, now }: Context): void {
  withGateway(rooms.command("close <room>"))
    .description("shut a room for a while: its meetings are moved to other rooms, or reported")
    .requiredOption("--from <when>", '2026-11-23T08:00, 2026-11-23T07:00Z or "tue 08:00"')
    .requiredOption("--to <when>", "until then; a week at the most")
    .requiredOption("--reason <text>", "shown to whoever wants the room")
    .option("--zone <zone>", "of the times given and shown", localZone())
    .action(async (room: string, options: CloseOptions) => {
      const { zone, reason } = options;
      const [start, end] = [options.from, options.to].map((when) =>
        new Date(readWhen(when, zone, now())).toISOString(),
      );
      const gateway = connect(options);
      const { body: asked } = await gateway.ask<Closure>(
        `/api/rooms/${encodeURIComponent(room)}/closures`,
        { method: "POST", body: { start, end, reason } },
      );
      const during = formatInterval(spanOf(asked), zone);
      if (!options.json) output.line(`Closing ${room}, ${during} (${asked.id})`);
      const told = options.json ? () => {} : progressTo(output);
      const closed = await untilClosed(gateway, asked, told);
      if (options.json) output.json(closed);
      else output.line(`${stateSentence(closed)}: ${room}, ${during}`);
      if (closed.state !== "closed" || closed.meetings.some(isByHand)) {
        throw new CommandError("", EXIT.refused);
      }
    });
}

/** As it was when it was over, or when our patience was. */
async function untilClosed(
  gateway: Gateway,
  asked: Closure,
  told: (closure: Closure) => void,
): Promise<Closure> {
  let last = asked;
  const look = async () => {
    last = await getClosure(gateway, asked);
    told(last);
    return last.state === "closed" || last.state === "cancelled" ? last : undefined;
  };
  await waitFor(look, { waitMsMax: CLOSING_MS_MAX, everyMs: LOOK_EVERY_MS });
  return last;
}

/** One line for each meeting, once it is known what became of it. */
function progressTo(output: Output): (closure: Closure) => void {
  const told = new Set<string>();
  return ({ meetings }) => {
    for (const each of meetings) {
      if (each.outcome === "moving" || told.has(each.meeting)) continue;
      told.add(each.meeting);
      output.line(`  ${meetingSentence(each)}`);
    }
  };
}

function meetingSentence({ meeting, outcome, to, why }: ClosureMeeting): string {
  if (outcome === "moved") return `${meeting}: moved to ${to}`;
  if (outcome === "cancelled") return `${meeting}: cancelled meanwhile`;
  return `${meeting}: has to be moved by hand (${why})`;
}

function stateSentence({ state, meetings }: Closure): string {
  if (state === "cancelled") return "Cancelled by somebody else";
  if (state !== "closed") return "Still under way";
  const byHand = meetings.filter(isByHand).length;
  return byHand === 0 ? "Closed" : `Closed, but ${byHand} of ${meetings.length} still have to move`;
}

function isByHand({ outcome }: ClosureMeeting): boolean {
  return outcome === "must-be-moved-by-hand";
}
