/**
 * Each agent's role: what it would take to write beyond it, and that its real work never does. The
 * other tests of this folder run with these roles too.
 */

import type { Key, Role } from "@holdfast/shared-state";
import { openSharedState } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { calendarAgentRole } from "../../apps/calendar-agent/src/role.ts";
import { gatewayRole } from "../../apps/gateway/src/role.ts";
import { inboxRole } from "../../apps/inbox/src/role.ts";
import { notificationAgentRole } from "../../apps/notification-agent/src/role.ts";
import { projectionAgentRole } from "../../apps/projection-agent/src/role.ts";
import { roomAgentRole } from "../../apps/room-agent/src/role.ts";
import { supervisorRole } from "../../apps/supervisor/src/role.ts";
import { at, Office } from "./office.ts";

/** Of each role, keys that are somebody else's. */
const FOREIGN: readonly [Role, readonly Key[]][] = [
  [
    roomAgentRole,
    [
      ...[
        ["document", "person", "ada"],
        ["document", "room", "turing"],
      ],
      ...[
        ["document", "sent-mail", "m1"],
        ["task", "mail", "m1"],
        ["lane", "mail/m1/ada"],
      ],
      ...[
        ["document", "access-token", "x"],
        ["presence", "calendar-agent/1"],
      ],
      ...[
        ["dead-letter", "mail", "m1"],
        ["violation", 99],
      ],
    ],
  ],
  [
    calendarAgentRole,
    [
      ...[
        ["diary", "room/turing", "2026-01-06"],
        ["stream", "meeting", "m1"],
      ],
      ...[
        ["document", "calendar", "ada"],
        ["document", "person", "ada"],
        ["task", "mail", "m1"],
      ],
    ],
  ],
  [
    notificationAgentRole,
    [
      ...[
        ["diary", "room/turing", "2026-01-06"],
        ["hold", "h1"],
        ["stream", "meeting", "m1"],
      ],
      ...[
        ["document", "person", "ada"],
        ["document", "inbox", "1"],
        ["lane", "other/m1/ada"],
      ],
    ],
  ],
  [
    inboxRole,
    [
      ["document", "sent-mail", "m1"],
      ["task", "mail", "m1"],
      ["saga", "s1"],
    ],
  ],
  [
    gatewayRole,
    [
      ...[
        ["document", "sent-mail", "m1"],
        ["document", "agents", "room-agent/1"],
      ],
      ...[
        ["diary", "person/ada", "2026-01-06"],
        ["presence", "room-agent/1"],
      ],
    ],
  ],
  [
    projectionAgentRole,
    [
      ["saga", "s1"],
      ["diary", "room/turing", "2026-01-06"],
      ["hold", "h1"],
    ],
  ],
  [
    supervisorRole,
    [
      ["document", "room", "turing"],
      ["presence", "supervisor"],
      ["saga", "s1"],
    ],
  ],
];

describe.each(FOREIGN)("the role of $name", (role, keys) => {
  it.each(keys.map((key) => [key.join("/"), key]))("does not cover %s", async (_name, key) => {
    const office = new Office();
    const { engine } = office.state;
    const state = openSharedState({ engine, actor: `${role.name}/1`, role });
    const attempt = state.transact((tx) => tx.put(key, 1), { cause: "mistaken" });
    await expect(attempt).rejects.toMatchObject({ code: "role-violation" });
    expect(await office.state.read((snapshot) => snapshot.get(key))).toBeUndefined();
    expect(await office.state.violations.latest()).toMatchObject([
      { role: role.name, process: `${role.name}/1`, key, cause: "mistaken" },
    ]);
    await state.close();
  });
});

describe("an office at work", () => {
  it("violates no role: booked, moved, refused, stopped, cancelled, calendars read", async () => {
    const office = await Office.open();
    expect(await office.book("m1")).toMatchObject({ state: "completed" });
    expect(await office.book("m2")).toMatchObject({ state: "compensated" });
    expect(await office.move("m1", { rooms: ["hopper"] })).toMatchObject({ state: "completed" });
    await office.startBooking("m3", { start: at("14:00"), end: at("15:00") });
    await office.stopBooking("m3");
    await office.ended("book-m3");
    expect(await office.cancel("m1")).toMatchObject({ state: "completed" });
    expect(office.errors).toEqual([]);
    expect(await office.state.violations.latest()).toEqual([]);
    await office.close();
  });
});
