/**
 * How many meetings a second through all the processes, from the request to the durable pivot, and how
 * long does one take? Real processes, real HTTP; the mails drain by themselves meanwhile.
 */

import { Holdfast } from "@holdfast/test/holdfast";
import { at, furnish } from "@holdfast/test/office";
import { bareLmdb } from "./bare-lmdb.ts";
import { inFolder } from "./folder.ts";
import { closedLoop, row } from "./measure.ts";

const ROOMS = 40;
const SLOTS_A_DAY = 48;
const DAYS = 300;

export async function benchBookings(): Promise<void> {
  console.log(
    "A booking: HTTP request, room and one person held, confirmed in one durable commit.",
  );
  const holdfast = await Holdfast.start();
  try {
    const office = await furnish(holdfast, ROOMS, ROOMS);
    let taken = 0;
    for (const inFlight of [1, 16, 64]) {
      const measured = await closedLoop(
        inFlight,
        async () => {
          const index = taken++;
          const which = index % ROOMS;
          const half = Math.floor(index / ROOMS);
          const day = 1 + (Math.floor(half / SLOTS_A_DAY) % DAYS);
          const minute = (half % SLOTS_A_DAY) * 30;
          const { status, body } = await holdfast.request("POST", "/api/meetings", {
            title: `Meeting ${index}`,
            start: at(day, 0, minute),
            end: at(day, 0, minute + 30),
            room: office.rooms[which],
            organizer: office.people[which],
            required: [],
          });
          if (status !== 201) throw new Error(`Status ${status}: ${JSON.stringify(body)}`);
        },
        { forMs: 5_000, warmUpMs: 1_000 },
      );
      console.log(row(`bookings, ${inFlight} in flight`, measured));
    }
  } finally {
    await holdfast.destroy();
  }
  await inFolder(async (folder) => {
    const bare = bareLmdb(folder);
    for (const inFlight of [1, 16, 64]) {
      const measured = await closedLoop(inFlight, (index) => bare.threePuts(index));
      console.log(row(`bare lmdb-js puts, ${inFlight} in flight`, measured));
    }
    await bare.close();
  });
}
