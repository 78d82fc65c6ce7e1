/** What does it cost when everybody wants the same room? */

import { inTurn, measureHolds } from "./holds.ts";
import type { BenchOptions } from "./options.ts";
import { compare } from "./report.ts";
import { takingPart } from "./systems/all.ts";
import { bareLmdb } from "./systems/bare-lmdb.ts";

export async function benchHoldsRooms(options: BenchOptions): Promise<void> {
  console.log("Durable holds, all in one hot room, and spread over a thousand.");
  const systems = takingPart(options).filter(({ name }) => name !== bareLmdb.name);
  for (const inFlight of options.inFlight) {
    for (const rooms of [1, 1_000]) {
      const measured = await inTurn(systems, options.runs, (system) =>
        measureHolds(system, { inFlight, rooms }, options),
      );
      const where = rooms === 1 ? "one hot room" : `${rooms} rooms`;
      compare(`${where}, ${inFlight} in flight`, measured);
    }
  }
}
