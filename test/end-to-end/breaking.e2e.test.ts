/** What a person breaks from the web page happens to real processes, and is healed, and is told. */

import type { FaultOrder, FaultOrdered, FaultOrders } from "@holdfast/api";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Holdfast, until } from "./holdfast.ts";
import { at, diaryOf, expectNoOverlap, furnish } from "./office.ts";

let holdfast: Holdfast;
beforeEach(async () => {
  holdfast = await Holdfast.start({ workshop: true });
});
afterEach(() => holdfast.destroy());

async function order(fault: string, asked: object): Promise<string> {
  const { status, body } = await holdfast.request<FaultOrdered>(
    "POST",
    `/api/break/${fault}`,
    asked,
  );
  expect([fault, status]).toEqual([fault, 202]);
  return body.order.id;
}

async function orderCalled(id: string): Promise<FaultOrder> {
  const { body } = await holdfast.get<FaultOrders>("/api/break/orders");
  return body.orders.find((each) => each.id === id)!;
}

/** What became of it. */
async function comesTo(id: string, state: string): Promise<FaultOrder> {
  await until(`the order is ${state}`, async () => (await orderCalled(id)).state === state);
  return orderCalled(id);
}

async function book(hour: number): Promise<number> {
  const people = { organizer: "person-1", required: ["person-2"] };
  const when = { start: at(2, hour), end: at(2, hour + 1) };
  const meeting = { title: "M", room: "room-1", ...people, ...when };
  return (await holdfast.request("POST", "/api/meetings", meeting)).status;
}

it("an agent, a step, a hold and the dial are broken while a room is booked, and all is told", async () => {
  await furnish(holdfast, 1, 2);
  const dial = await order("dial", { operation: "place-hold", setting: "check-then-act" });

  const failing = await order("fail-step", { kind: "hold-calendars" });
  const calendarAgent = await holdfast.agent("calendar-agent");
  let hour = 0;
  // Until the supervisor has heard of it, a step does not fail yet.
  await until("a step has failed", async () => {
    expect(await book(hour++)).toBe(201);
    return (await orderCalled(failing)).state !== "ordered";
  });
  const failed = await comesTo(failing, "done");
  expect(failed).toMatchObject({ target: calendarAgent.name, pid: calendarAgent.pid });

  const roomAgent = await holdfast.agent("room-agent");
  const killed = await comesTo(await order("kill", { process: roomAgent.name }), "done");
  expect(killed.pid).toBe(roomAgent.pid);
  const next = await holdfast.agent("room-agent");
  expect(killed.outcome).toContain(String(next.pid));
  expect(next.pid).not.toBe(roomAgent.pid);

  const slot = { room: "room-1", start: at(3, 9), end: at(3, 10) };
  const held = await holdfast.request("POST", "/api/holds", slot);
  const hold = String(held.body.id);
  await comesTo(await order("lapse-hold", { hold }), "done");
  expect((await holdfast.get(`/api/holds/${hold}`)).status).toBe(404);
  expect((await holdfast.request("POST", "/api/holds", slot)).status).toBe(201);

  const turned = await comesTo(dial, "done");
  expect(turned.figures?.staged).toEqual({ "double-booking": 1 });
  expect(turned.figures?.perSecond).toBeGreaterThan(0);
  expectNoOverlap(await diaryOf(holdfast, "room-1"));

  // With the figures of each process, of the one that was replaced too.
  await until("every process has been measured", async () =>
    (await holdfast.agents()).every((agent) => "cpuPercent" in agent && "longestWriteMs" in agent),
  );
});
