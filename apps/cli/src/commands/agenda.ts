/** `holdfast agenda ada`: what a person or a room has, day by day, in their own zone. */

import type { BusyInterval } from "@holdfast/api";
import {
  formatInterval,
  type Interval,
  instantToLocal,
  localToInstant,
} from "@holdfast/scheduling";
import type { Command } from "commander";
import { getAgenda, getBusy, getDiary, listPeople, listRooms, spanOf } from "../api.ts";
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
      const taken =
        whose.kind === "room"
          ? await getDiary(gateway, whose.id, during)
          : await readTaken(gateway, whose.id, { during, isPast: options.asOf !== undefined });
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

/** What keeps a person, and of each meeting what the view of them says; there is none of the past. */
async function readTaken(
  gateway: Gateway,
  person: string,
  { during, isPast }: { during: Interval; isPast: boolean },
): Promise<readonly (BusyInterval & { title?: string; room?: string; role?: string })[]> {
  const intervals = await getBusy(gateway, person, during);
  if (isPast || !intervals.some(({ meeting }) => meeting)) return intervals;
  const meetings = await getAgenda(gateway, person, during);
  const known = new Map(meetings.map((each) => [each.meeting, each]));
  return intervals.map((each) => {
    const { title, room, role } = known.get(each.meeting ?? "") ?? {};
    return { ...each, title, room, role };
  });
}

type Named = "title" | "summary" | "reason" | "room" | "role" | "meeting" | "heldBy";
type Telling = "status" | "why" | Named;

/** Of a room's time (which says `status`) or of a person's (which says `why`). */
function whatIs(taken: { readonly [Name in Telling]?: string }): string {
  const { status, why, title, summary, reason, room, role, meeting, heldBy } = taken;
  const which = meeting ?? heldBy;
  const what = title ?? summary ?? reason;
  const parts = [status ?? why, what, room && `in ${room},`, role, which && `(${which})`];
  return parts.filter((part) => part).join(" ");
}
