/** How many holds a second, durable when acknowledged, and how long does one take? */

import { closedLoop, type Measured } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { compare } from "./report.ts";
import { holdAt, placeOne } from "./slots.ts";
import { takingPart, withClient } from "./systems/all.ts";
import { bareLmdb } from "./systems/bare-lmdb.ts";
import { checkSameWork } from "./systems/same-work.ts";
import type { System } from "./systems/system.ts";

const ROOMS = 1_000;

export async function benchHolds(options: BenchOptions): Promise<void> {
  console.log(
    "A hold: check for overlap, write it so that it expires, log it; acknowledged after its sync.\n" +
      `One client process a system, ${ROOMS} rooms, medians of ${options.runs} runs of ` +
      `${options.seconds} s, the systems in turn.`,
  );
  const systems = takingPart(options);
  await checkSameWork(systems.filter(({ name }) => name !== bareLmdb.name));
  for (const inFlight of options.inFlight) {
    const measure = (system: System) => measureHolds(system, { inFlight, rooms: ROOMS }, options);
    compare(`holds, ${inFlight} in flight`, await inTurn(systems, options.runs, measure));
  }
}

/** One system after the other, and again, so that a machine that slows down slows all of them. */
export async function inTurn(
  systems: readonly System[],
  runs: number,
  measure: (system: System) => Promise<Measured>,
): Promise<Map<string, Measured[]>> {
  const measured = new Map<string, Measured[]>(systems.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const system of systems) measured.get(system.name)!.push(await measure(system));
  }
  return measured;
}

export function measureHolds(
  system: System,
  { inFlight, rooms }: { inFlight: number; rooms: number },
  { seconds }: BenchOptions,
): Promise<Measured> {
  return withClient(system, inFlight, (client) =>
    closedLoop(inFlight, (index) => placeOne(client, holdAt(index, rooms)), {
      forMs: seconds * 1_000,
    }),
  );
}
