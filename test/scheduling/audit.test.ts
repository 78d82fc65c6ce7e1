/** An audit names each process that took part in a booking, also one that died in the middle. */

import { expect, it } from "vitest";
import { Office } from "./office.ts";

it("an audit of a booking with a kill in the middle names each process that took part", async () => {
  const office = await Office.open(["room-agent", "notification-agent"]);
  const [first] = office.agents("room-agent");
  await office.startBooking("m1");
  // The room is held; the calendar agent is not there yet. Who held it is killed.
  await until(async () => (await office.diaryOfRoom("turing")).length === 1);
  first!.die();
  await office.employ("calendar-agent");
  const second = await office.employ("room-agent");
  expect(await office.ended("book-m1")).toMatchObject({ state: "completed" });

  const { entries } = await office.state.audit.query({ correlation: "book-m1" });
  const did = entries.map(({ cause, process = "" }) => `${cause} by ${process.split("/")[0]}`);
  expect(did).toEqual([
    "saga-started by ada",
    "hold-room by room-agent",
    "hold-calendars by calendar-agent",
    "confirm by room-agent",
    "invite by notification-agent",
  ]);
  expect(entries[1]?.process).toBe(first!.actor);
  expect(entries[3]?.process).toBe(second.actor);
  await office.close();
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; !(await isSo()); turn++) {
    if (turn === 1_000) throw new Error("It did not come to be so.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
