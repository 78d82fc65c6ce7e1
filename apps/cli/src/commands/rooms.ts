/** `holdfast rooms`: what can be booked. */

import type { Command } from "commander";
import { listRooms } from "../api.ts";
import { type PastOptions, readAsOf, withPast } from "../as-of.ts";
import { type Context, connect, withGateway } from "../context.ts";
import { table } from "../print.ts";
import { addCloseRoom } from "./close-room.ts";

export function addRooms(program: Command, context: Context): void {
  const { output, now } = context;
  const rooms = withPast(withGateway(program.command("rooms"))).enablePositionalOptions();
  addCloseRoom(rooms, context);
  rooms
    .description("the rooms, what they have, and when they are open")
    .action(async (options: PastOptions) => {
      const { asOf } = readAsOf(options.asOf, now());
      const rooms = await listRooms(connect(options, asOf));
      if (options.json) return output.json(rooms);
      const { bold, dim } = output.colours;
      const rows = rooms.map((room) => [
        { text: room.id, paint: bold },
        `seats ${room.capacity}`,
        room.equipment.join(", "),
        { text: room.zone, paint: dim },
      ]);
      for (const line of table(rows)) output.line(line);
      if (rooms.length === 0) output.line("There is no room yet; the demo brings six: npm start");
    });
}
