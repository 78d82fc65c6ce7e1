/** `holdfast agenda ada`: what a person or a room has, day by day, in their own zone. */

import { formatInterval, instantToLocal, localToInstant } from "@holdfast/scheduling";
import type { Command } from "commander";
import { getBusy, getDiary, listPeople, listRooms, spanOf } from "../api.ts";
import { type PastOptions, readAsOf, withPast } from "../as-of.ts";
import { type Context, connect, withGateway } from "../context.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import type { Gateway } from "../http.ts";
import { table } from "../print.ts";
import { readWhen } from "../when.ts";

interface AgendaOptions extends PastOptions {
  readonly day?: boolean;
  readonly from?: string;
}

interface Whose {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly kind: "person" | "room";
}

const DAY_MS = 86_400_000;

export function addAgenda(program: Command, { output, now }: Context): void {
  withPast(withGateway(program.command("agenda <person-or-room>")))
    .description("what a person or a room has, in their own time zone")
    .option("--day", "one day")
    .option("--week", "seven days (the default)")
    .option("--from <when>", "begin there instead of today: 2026-11-23T00:00")
    .action(async (id: string, options: AgendaOptions) => {
      const seenFrom = readAsOf(options.asOf, now());
      const gateway = connect(options, seenFrom.asOf);
      const whose = await findWhose(gateway, id);
      const start =
        options.from === undefined
          ? startOfToday(seenFrom.now, whose.zone)
          : readWhen(options.from, whose.zone, seenFrom.now);
      const during = { start, end: start + (options.day ? 1 : 7) * DAY_MS };
      const read = whose.kind === "room" ? getDiary : getBusy;
      const taken = await read(gateway, whose.id, during);
      if (options.json) return output.json(taken);
      output.line(output.colours.heading(`${whose.name}: ${formatInterval(during, whose.zone)}`));
      const rows = [...taken]
        .sort((a, b) => a.start.localeCompare(b.start))
        .map((each) => [formatInterval(spanOf(each), whose.zone), whatIs(each)]);
      for (const line of table(rows)) output.line(line);
      if (rows.length === 0) output.line("Nothing.");
    });
}

async function findWhose(gateway: Gateway, id: string): Promise<Whose> {
  const [people, rooms] = await Promise.all([listPeople(gateway), listRooms(gateway)]);
  const person = people.find((each) => each.id === id);
  if (person) return { id, name: person.name, zone: person.zone, kind: "person" };
  const room = rooms.find((each) => each.id === id);
  if (room) return { id, name: room.name, zone: room.zone, kind: "room" };
  const known = [...people, ...rooms].map((each) => each.id).join(", ");
  throw new CommandError(
    `There is no person or room called ${id}. There are: ${known}.`,
    EXIT.refused,
  );
}

function startOfToday(now: number, zone: string): number {
  const midnight = localToInstant(`${instantToLocal(now, zone).slice(0, 10)}T00:00`, zone);
  return midnight.ok ? midnight.instant : now;
}

type Telling = "status" | "why" | "title" | "summary" | "reason" | "meeting" | "heldBy";

/** Of a room's time (which says `status`) or of a person's (which says `why`). */
function whatIs(taken: { readonly [Name in Telling]?: string }): string {
  const { status, why, title, summary, reason, meeting, heldBy } = taken;
  const which = meeting ?? heldBy;
  const parts = [status ?? why, title ?? summary ?? reason, which && `(${which})`];
  return parts.filter((part) => part).join(" ");
}
