import type { DialFigures, FaultOrder } from "@holdfast/api";
import { expect, test } from "vitest";
import { judgeDial, judgeOrder, timesOf } from "./verdict.ts";

const orderedAt = "2026-11-21T10:00:00.000Z";
const asked = { process: "room-agent/1" };
const ordered = { id: "o", fault: "kill", asked, by: "person/ada", orderedAt } as const;
const order: FaultOrder = { ...ordered, state: "done", expect: "" };
const struck: FaultOrder = { ...order, struckAt: orderedAt };

function figures(changes: Partial<DialFigures>): DialFigures {
  const cost = { perSecond: 1, p50Ms: 1, p99Ms: 1, retries: 0, waitedMs: 0 };
  const which = { operation: "place-hold", setting: "transaction", strength: "strong" } as const;
  return { ...which, staged: {}, byChance: {}, ...cost, ...changes };
}

test("an order is judged when it is over, and not before", () => {
  expect(judgeOrder({ ...order, state: "ordered" }).kind).toBe("open");
  expect(judgeOrder({ ...order, state: "healed" }).kind).toBe("open");
  expect(judgeOrder(struck).kind).toBe("as-expected");
  expect(judgeOrder(order).kind).toBe("nothing");
  const failed = judgeOrder({ ...order, state: "failed", outcome: "It is down." });
  expect(failed).toMatchObject({ kind: "not-as-expected", why: "It is down." });
});

test("one anomaly, staged or by chance, is too many for a strong setting", () => {
  expect(judgeDial(figures({})).kind).toBe("as-expected");
  expect(judgeDial(figures({ staged: { "lost-update": 0 } })).kind).toBe("as-expected");
  expect(judgeDial(figures({ byChance: { "lost-update": 1 } })).kind).toBe("not-as-expected");
});

test("a weak setting has to show its anomaly when staged: chance alone proves nothing", () => {
  const weak = { strength: "weak", byChance: { "double-booking": 9 } } as const;
  expect(judgeDial(figures(weak)).kind).toBe("not-as-expected");
  expect(judgeDial(figures({ ...weak, staged: { "double-booking": 1 } })).kind).toBe("as-expected");
});

test("an order with figures is judged by them, though it was carried out", () => {
  const done: FaultOrder = {
    ...struck,
    fault: "dial",
    figures: figures({ staged: { "double-send": 1 } }),
  };
  expect(judgeOrder(done).kind).toBe("not-as-expected");
});

test("times are told from the order on, and never below nothing", () => {
  const told = { ...order, struckAt: "2026-11-21T09:59:59.000Z", endedAt: "2026-11-21T10:00:01Z" };
  expect(timesOf(told)).toEqual({ struckMs: 0, endedMs: 1_000 });
  expect(timesOf(order)).toEqual({ struckMs: undefined, endedMs: undefined });
});
