/** One of the client processes of `holds-processes.ts`. */

import { closedLoop } from "./measure.ts";
import { answer } from "./other-process.ts";
import { holdAt, placeOne } from "./slots.ts";
import { systemOf } from "./systems/all.ts";

export interface PlaceHolds {
  /** Which of the processes this is, from 0: it places every `of`-th hold. */
  readonly part: number;
  readonly of: number;
  readonly seconds: number;
}

const ROOMS = 1_000;

const [name, address, inFlight] = process.argv.slice(2);
const client = await systemOf(name!).connect(address!, Number(inFlight));

answer(({ part, of, seconds }: PlaceHolds) =>
  closedLoop(Number(inFlight), (index) => placeOne(client, holdAt(index * of + part, ROOMS)), {
    forMs: seconds * 1_000,
  }),
);
