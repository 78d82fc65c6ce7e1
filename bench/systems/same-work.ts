/**
 * Do all the systems do the same work? Before anything is measured, each is asked what a hold store has
 * to get right: one winner of a race, overlap and not equality, touching is free, and a hold that has
 * expired blocks nobody while one that lives still does.
 */

import { setTimeout as delay } from "node:timers/promises";
import { withServer } from "./all.ts";
import type { HoldRequest, System } from "./system.ts";

const MINUTE_MS = 60_000;
const BEGIN = Date.UTC(2027, 0, 4);
const RACERS = 20;
const SHORT_MS = 1_000;

/** @throws Error naming the system and what it gets wrong */
export async function checkSameWork(systems: readonly System[]): Promise<void> {
  for (const system of systems) {
    await withServer(system, (address) => checkOne(system, address));
  }
}

async function checkOne(system: System, address: string): Promise<void> {
  const client = await system.connect(address, RACERS);
  const place = (id: string, from: number, till: number, forMs = 600_000) =>
    client.place(hold(id, from, till, forMs));
  const expect = (what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) throw new Error(`${system.name}: ${what}: ${found}, not ${wanted}.`);
  };
  try {
    const racers = Array.from({ length: RACERS }, (_, index) => place(`racer-${index}`, 0, 30));
    const winners = (await Promise.all(racers)).filter((won) => won);
    expect("winners of a race", winners.length, 1);
    expect("an overlap is granted", await place("overlapping", 15, 45), false);
    expect("a slot inside is granted", await place("inside", 20, 25), false);
    expect("a touching slot is granted", await place("touching", 30, 60), true);
    expect("a slot around is granted", await place("around", 20, 90), false);
    expect("a short hold is granted", await place("short", 120, 150, SHORT_MS), true);
    expect("its slot is granted meanwhile", await place("too-early", 120, 150), false);
    await delay(2 * SHORT_MS + 500); // etcd counts whole seconds, and this client one more.
    expect("its slot is granted afterwards", await place("later", 125, 140), true);
    expect("what lives still blocks", await place("last", 0, 45), false);
  } finally {
    await client.close();
  }
}

function hold(id: string, from: number, till: number, forMs: number): HoldRequest {
  return { id, room: 1, start: BEGIN + from * MINUTE_MS, end: BEGIN + till * MINUTE_MS, forMs };
}
