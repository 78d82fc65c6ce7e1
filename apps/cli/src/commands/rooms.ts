/** `holdfast rooms`: what can be booked. */

import type { Command } from "commander";
import { listRooms } from "../api.ts";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import { table } from "../print.ts";

export function addRooms(program: Command, { output }: Context): void {
  withGateway(program.command("rooms"))
    .description("the rooms, what they have, and when they are open")
    .action(async (options: AskingOptions) => {
      const rooms = await listRooms(connect(options));
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
