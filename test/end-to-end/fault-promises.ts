/** What must hold after any run with faults, seen from outside. */

import type { Busy, Mail, Mails, RoomInterval, Saga } from "@holdfast/api";
import { expect } from "vitest";
import type { FaultRun } from "./fault-run.ts";
import { until } from "./holdfast.ts";
import { at, diaryOf, expectNoOverlap, meetingsIn } from "./office.ts";

/** In the order in which they are looked at: what comes to rest first, then what is left of it. */
export const PROMISES: Readonly<Record<string, (run: FaultRun) => Promise<void>>> = {
  "every saga comes to an end": everySagaEnds,
  "no hold outlives its saga and its time": noHoldIsLeft,
  "no two bookings of a room overlap": noOverlapOfRooms,
  "no person is in two meetings at once": noOverlapOfPeople,
  "every acknowledged booking stands in its room's diary": everyAcknowledgedStands,
  "a meeting that stands has one invitation, under one Message-ID": oneInvitationEach,
  "nobody gets a mail about a meeting that does not stand": noMailForOthers,
};

async function diaries({ holdfast, office }: FaultRun): Promise<RoomInterval[]> {
  return (await Promise.all(office.rooms.map((room) => diaryOf(holdfast, room)))).flat();
}

async function noOverlapOfRooms({ holdfast, office }: FaultRun): Promise<void> {
  for (const room of office.rooms) expectNoOverlap(await diaryOf(holdfast, room));
}

async function noOverlapOfPeople({ holdfast, office }: FaultRun): Promise<void> {
  for (const person of office.people) {
    const busy = await holdfast.get<Busy>(
      `/api/people/${person}/busy?from=${at(1, 0)}&to=${at(10, 0)}`,
    );
    expectNoOverlap(busy.body.intervals);
  }
}

async function everyAcknowledgedStands(run: FaultRun): Promise<void> {
  const booked = new Set(meetingsIn(await diaries(run)));
  expect(run.acknowledged.filter(({ id }) => !booked.has(id))).toEqual([]);
}

async function everySagaEnds({ holdfast, acknowledged, underWay }: FaultRun): Promise<void> {
  const locations = acknowledged.map(({ id }) => `/api/meetings/${id}/saga`).concat(underWay);
  await until("every saga has ended", async () => {
    const sagas = await Promise.all(locations.map((path) => holdfast.get<Saga>(path)));
    return sagas.every(({ body }) => ["completed", "compensated"].includes(body.state));
  });
}

async function noHoldIsLeft(run: FaultRun): Promise<void> {
  await until("no hold is left", async () =>
    (await diaries(run)).every(({ status }) => status === "booked"),
  );
}

/** Sent twice, after a crash between sending and recording, a mail has the same Message-ID. */
async function oneInvitationEach(run: FaultRun): Promise<void> {
  for (const meeting of meetingsIn(await diaries(run))) {
    await until(
      `an invitation to ${meeting} has arrived`,
      async () => (await mailsAbout(run, meeting)).length > 0,
    );
    const sent = await mailsAbout(run, meeting);
    expect(new Set(sent.map(({ messageId }) => messageId)).size, meeting).toBe(1);
  }
}

async function noMailForOthers(run: FaultRun): Promise<void> {
  const booked = meetingsIn(await diaries(run)).map((meeting) => `${meeting}@holdfast`);
  const { body } = await run.holdfast.get<Mails>("/api/inbox?limit=1000");
  expect(body.mails.map(({ uid }) => uid).filter((uid) => !booked.includes(uid!))).toEqual([]);
}

async function mailsAbout({ holdfast }: FaultRun, meeting: string): Promise<readonly Mail[]> {
  const { body } = await holdfast.get<Mails>(`/api/inbox?meeting=${meeting}`);
  return body.mails;
}
