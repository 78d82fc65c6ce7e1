/** An agent's part in a race that is left to chance: the same thing again and again, for a while. */

import type { Operation } from "@holdfast/checker";
import { READ } from "@holdfast/dial/settings";
import { SeededRandom } from "../seeded-random.ts";
import { byChance, CHANCE_LEASE_MS } from "./pacing.ts";
import type { ChanceOrder } from "./race-orders.ts";
import { REPLICAS } from "./reading.ts";
import { type Racer, recordBooking, recordRead, recordWrite } from "./recorded.ts";

/** So few that those who edit are always in each other's way. */
const MEETINGS = 2;

export async function raceByChance(order: ChanceOrder, racer: Racer): Promise<Operation[]> {
  const { clock } = racer.state;
  const untilMs = clock.monotonicMs() + order.forMs;
  const next = order.position.operation === READ ? reads(order, racer) : writes(order, racer);
  const operations: Operation[] = [];
  for (let turn = 0; clock.monotonicMs() < untilMs; turn++) operations.push(...(await next(turn)));
  return operations;
}

type NextTurn = (turn: number) => Promise<Operation[]>;

/**
 * All agents go through slots and recipients in the same order: whoever has fallen behind is refused
 * until it has caught up, and those in front want the same one.
 */
function writes({ position, race, seed, part }: ChanceOrder, racer: Racer): NextTurn {
  if (position.operation === READ) throw new Error("Reading is no write.");
  const random = new SeededRandom(seed).fork(`agent-${part}`);
  const pacing = byChance(racer.state.clock, random);
  const performing = { ...racer, pacing, leaseMs: CHANCE_LEASE_MS };
  const isEdit = position.operation === "edit-meeting";
  return async (turn) => {
    const number = isEdit ? Math.floor(random.next() * MEETINGS) : turn;
    return [await recordWrite(position, { race, number }, performing)];
  };
}

/** Books a slot that nobody else wants, and looks whether it is there, now in one view, now in the other. */
function reads({ position, race, seed, part, parts }: ChanceOrder, racer: Racer): NextTurn {
  if (position.operation !== READ) throw new Error("Writing is no read.");
  const random = new SeededRandom(seed).fork(`agent-${part}`);
  const { clock } = racer.state;
  const pacing = byChance(clock, random);
  return async (turn) => {
    const number = turn * parts + part;
    const booking = await recordBooking({ race, number }, racer);
    await pacing.thinks();
    const replica = random.pick(REPLICAS);
    const told = booking.outcome === "ok" ? { told: booking.id } : {};
    const where = { race, number, replica, ...told };
    return [booking, await recordRead(position, where, { ...racer, waits: async () => {} })];
  };
}
