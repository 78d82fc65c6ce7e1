/** What the real processes did, told by the audit: each named, with one correlation, no role violated. */

import type { Audit, AuditEntry, Violations } from "@holdfast/api";
import { afterEach, expect, it } from "vitest";
import { Holdfast, until } from "./holdfast.ts";
import { at, furnish } from "./office.ts";

let holdfast: Holdfast;
afterEach(() => holdfast?.destroy());

it("tells of a booking which processes took part, although one was killed meanwhile", async () => {
  holdfast = await Holdfast.start();
  const { rooms, people } = await furnish(holdfast, 1, 2);
  const { pid } = await holdfast.agent("room-agent");
  const booking = holdfast.request("POST", "/api/meetings", {
    ...{ title: "Audited", start: at(2, 9), end: at(2, 10), room: rooms[0] },
    ...{ organizer: people[0], required: [people[1]] },
  });
  process.kill(pid, "SIGKILL");
  const { status, body } = await booking;
  expect(status).toBe(201);
  const read = async () => {
    const path = `/api/audit?meeting=${String(body.id)}&order=oldest&limit=500`;
    return (await holdfast.get<Audit>(path)).body.entries;
  };
  const sent = ({ cause }: AuditEntry) => cause === "mail-sent";
  await until("both mails are sent", async () => (await read()).filter(sent).length === 2);
  const entries = await read();
  const correlation = `book-${String(body.id)}`;
  const took = entries.filter((entry) => entry.correlation === correlation);
  expect(took.map(({ cause }) => cause)).toEqual(
    expect.arrayContaining(["booking-started", "hold-room", "hold-calendars", "confirm", "invite"]),
  );
  expect(took.filter(sent)).toHaveLength(2);
  expect(new Set(took.map((entry) => entry.process))).toEqual(
    new Set(["gateway/1", "room-agent/1", "calendar-agent/1", "notification-agent/1"]),
  );
  const { body: recorded } = await holdfast.get<Violations>("/api/audit/violations");
  expect(recorded.violations).toEqual([]);
});
