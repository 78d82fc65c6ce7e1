/** The race that is left to chance: agents do the same thing again and again, as it comes. */

import type { Operation } from "@holdfast/checker";
import { type DialPosition, READ } from "@holdfast/dial/settings";
import type { RaceTrack } from "./race-track.ts";
import { hasCaughtUp, REPLICAS } from "./reading.ts";

/** So many write at once; of those who read, the others keep the views. */
const WRITERS = 3;

export interface Chances {
  readonly seed: number;
  readonly forMs: number;
}

export async function leaveToChance(
  { agents, state }: RaceTrack,
  position: DialPosition,
  { race, seed, forMs }: Chances & { race: string },
): Promise<readonly Operation[]> {
  const isRead = position.operation === READ;
  const keepers = isRead ? agents.slice(-REPLICAS.length) : [];
  const racers = isRead ? agents.slice(0, -REPLICAS.length) : agents.slice(0, WRITERS);
  for (const [index, keeper] of keepers.entries()) {
    const replica = REPLICAS[index]!;
    await keeper.order({ kind: "follow", race, replica });
    await hasCaughtUp(state, race, replica);
  }
  const order = { kind: "race", position, race, seed, forMs, parts: racers.length } as const;
  const raced = await Promise.all(racers.map((agent, part) => agent.order({ ...order, part })));
  for (const keeper of keepers) await keeper.order({ kind: "stop-following" });
  return raced.flat();
}
