/**
 * A room is closed for repair, over HTTP, while the agent that closes it is killed: each meeting in it
 * is moved or reported, nothing is booked twice, and nobody gets in.
 */

import type { Closure, Meeting } from "@holdfast/api";
import { afterEach, describe, expect, it } from "vitest";
import { Holdfast, until } from "./holdfast.ts";
import { at, diaryOf, expectNoOverlap, furnish, meetingsIn } from "./office.ts";

let holdfast: Holdfast;
afterEach(() => holdfast?.destroy());

async function book(room: string, organizer: string, hour: number): Promise<string> {
  const span = { start: at(2, hour), end: at(2, hour + 1) };
  const body = { title: "Planning", room, organizer, ...span };
  const reply = await holdfast.request<Meeting>("POST", "/api/meetings", body);
  expect(reply.status).toBe(201);
  return reply.body.id;
}

async function askToClose(): Promise<string> {
  const body = { start: at(2, 8), end: at(2, 18), reason: "New carpet" };
  const asked = await holdfast.request("POST", "/api/rooms/room-1/closures", body);
  expect(asked.status).toBe(202);
  return asked.headers.get("location")!;
}

const closureAt = async (location: string) => (await holdfast.get<Closure>(location)).body;

async function untilClosed(location: string): Promise<Closure> {
  await until("the room is closed", async () => (await closureAt(location)).state === "closed");
  return closureAt(location);
}

/** Closures lie over the meetings that a person still has to move. */
async function meetingsOf(room: string): Promise<string[]> {
  const booked = (await diaryOf(holdfast, room)).filter(({ status }) => status === "booked");
  expectNoOverlap(booked);
  return meetingsIn(booked);
}

describe("closing a room", () => {
  it("moves what can be moved, reports the rest, and keeps everybody out", async () => {
    holdfast = await Holdfast.start();
    await furnish(holdfast, 2, 5);
    const stays = await book("room-1", "person-1", 9);
    const elsewhere = await book("room-2", "person-2", 9);
    const goes = await book("room-1", "person-3", 11);
    const location = await askToClose();
    const { meetings } = await untilClosed(location);
    expect(meetings).toHaveLength(2);
    expect(meetings).toContainEqual({ meeting: goes, outcome: "moved", to: "room-2" });
    expect(meetings).toContainEqual({
      ...{ meeting: stays, outcome: "must-be-moved-by-hand" },
      why: expect.stringMatching(/^room-booked|no-room$/),
    });
    expect(await meetingsOf("room-1")).toEqual([stays]);
    expect(await meetingsOf("room-2")).toEqual([elsewhere, goes]);

    const body = { title: "Late", room: "room-1", organizer: "person-4" };
    const late = { ...body, start: at(2, 14), end: at(2, 15) };
    const refused = await holdfast.request("POST", "/api/meetings", late);
    expect(refused).toMatchObject({ status: 409, body: { reason: "room-closed" } });
    expect((await holdfast.request("DELETE", location)).status).toBe(204);
    expect((await holdfast.request("POST", "/api/meetings", late)).status).toBe(201);
  });

  it("goes on where it was when the room agent is killed, again and again", async () => {
    holdfast = await Holdfast.start();
    await furnish(holdfast, 3, 6);
    const hours = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17];
    const booked: string[] = [];
    for (const hour of hours) booked.push(await book("room-1", `person-${(hour % 6) + 1}`, hour));
    const location = await askToClose();
    let inTheMiddle = 0;
    for (const dealtWith of [1, 4]) {
      await until("the closing is in the middle", async () => {
        const { meetings, state } = await closureAt(location);
        if (state === "closing" && meetings.length >= dealtWith) inTheMiddle += 1;
        return meetings.length >= dealtWith || state === "closed";
      });
      const agent = await holdfast.agent("room-agent");
      process.kill(agent.pid, "SIGKILL");
      await until("another room agent runs", () => holdfast.isReplaced(agent));
    }
    expect(inTheMiddle).toBeGreaterThan(0);
    const { meetings } = await untilClosed(location);
    expect(meetings.map(({ meeting }) => meeting).sort()).toEqual([...booked].sort());
    expect(meetings.every(({ outcome }) => outcome === "moved")).toBe(true);
    expect(await meetingsOf("room-1")).toEqual([]);
    const moved = [...(await meetingsOf("room-2")), ...(await meetingsOf("room-3"))];
    expect(moved.sort()).toEqual([...booked].sort());
  });
});
