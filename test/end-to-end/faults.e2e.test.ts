/**
 * From outside, over HTTP only, while agents are killed and stopped at random: what must never happen.
 * The run prints its seed; HOLDFAST_SEED repeats its choices (not its timing).
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  everyAcknowledgedStands,
  everySagaEnds,
  noHoldIsLeft,
  noMailForOthers,
  noOverlapOfPeople,
  noOverlapOfRooms,
  oneInvitationEach,
} from "./fault-promises.ts";
import { type FaultRun, runWithFaults } from "./fault-run.ts";

describe("while agents are killed and stopped at random", () => {
  const seed = Number(process.env.HOLDFAST_SEED ?? 20_261_121);
  const size = { rooms: 3, people: 6, clients: 8, attempts: 25, faultsMax: 12 };
  let run: FaultRun;

  beforeAll(async () => {
    console.log(`seed ${seed}`);
    run = await runWithFaults({ seed, ...size });
  }, 180_000);

  afterAll(() => run?.holdfast.destroy());

  it("agents were really struck, and meetings were really booked", () => {
    expect(run.kills + run.stops).toBeGreaterThan(0);
    expect(run.acknowledged.length).toBeGreaterThan(10);
  });

  it("no two bookings of a room overlap", () => noOverlapOfRooms(run));
  it("no person is in two meetings at once", () => noOverlapOfPeople(run));
  it("every acknowledged booking stands in its room's diary", () => everyAcknowledgedStands(run));
  it("every saga comes to an end", () => everySagaEnds(run));
  it("no hold outlives its saga and its time", () => noHoldIsLeft(run));
  it("a meeting that stands has one invitation, under one Message-ID", () =>
    oneInvitationEach(run));
  it("nobody gets a mail about a meeting that does not stand", () => noMailForOthers(run));
});
