/**
 * The staged races: the order of steps across processes is written down, and is the same on every
 * setting. What becomes of it is up to the setting.
 *
 * Of a write: the first agent has done everything but write when its process stands still. The second
 * begins, and runs to its end. Then the first one is woken.
 *
 *     first    looks ─── about to write │ stands still ───────────────────────│ woken ── writes?
 *     second                            └─ looks ── (waits for the lease) ── writes ─┘
 *
 * Of a read: one view of two stands still while somebody books. They are told of the booking, see it
 * in the one view, and look into the other.
 */

import type { Operation } from "@holdfast/checker";
import { type DialPosition, READ } from "@holdfast/dial/settings";
import type { ReadPosition, WritePosition } from "./race-orders.ts";
import type { RaceTrack } from "./race-track.ts";
import { hasCaughtUp } from "./reading.ts";

export function stageRace(
  track: RaceTrack,
  position: DialPosition,
  race: string,
): Promise<readonly Operation[]> {
  return position.operation === READ
    ? stageRead(track, position, race)
    : stageWrite(track, position, race);
}

async function stageWrite(
  { agents }: RaceTrack,
  position: WritePosition,
  race: string,
): Promise<readonly Operation[]> {
  const [first, second] = [agents[0]!, agents[1]!];
  const order = { kind: "write", position, race, number: 0 } as const;
  const late = await first.beginUntilAsleep({ ...order, sleeps: true });
  const prompt = await second.order({ ...order, sleeps: false });
  first.wake();
  return [...(await late.done), ...prompt];
}

async function stageRead(
  track: RaceTrack,
  position: ReadPosition,
  race: string,
): Promise<readonly Operation[]> {
  const [reader, a, b] = [track.agents[0]!, track.agents[1]!, track.agents[2]!];
  await a.order({ kind: "follow", race, replica: "a" });
  await b.order({ kind: "follow", race, replica: "b" });
  const first = await reader.order({ kind: "book", race, number: 0 });
  await Promise.all([hasCaughtUp(track.state, race, "a"), hasCaughtUp(track.state, race, "b")]);
  const asleep = await b.beginUntilAsleep({ kind: "sleep" });

  const second = await reader.order({ kind: "book", race, number: 1 });
  await hasCaughtUp(track.state, race, "a");
  const look = { kind: "read", position, race, number: 1 } as const;
  const inA = await reader.order({ ...look, replica: "a" });
  const inB = reader.begin({ ...look, replica: "b" });
  await Promise.race([inB.waiting, inB.done]);
  b.wake();
  const operations = [...first, ...second, ...inA, ...(await inB.done)];

  await asleep.done;
  await Promise.all([a, b].map((each) => each.order({ kind: "stop-following" })));
  return operations;
}
