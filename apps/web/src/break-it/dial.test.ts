import type { DialFigures, FaultOrder } from "@holdfast/api";
import { expect, test } from "vitest";
import { anomaliesIn, settingsOf, shownFigures } from "./dial.ts";

function order(operation: string, setting: string, perSecond: number): FaultOrder {
  const cost = { perSecond, p50Ms: 1, p99Ms: 1, retries: 0, waitedMs: 0 };
  const shown = { strength: "strong", staged: {}, byChance: {} } as const;
  const figures: DialFigures = { operation, setting, ...shown, ...cost };
  const done = { id: "o", fault: "dial", state: "done", by: "person/ada", orderedAt: "" } as const;
  return { ...done, asked: { operation, setting }, expect: "", figures };
}

test("of each setting the latest result is shown, from the strongest to the weakest", () => {
  const orders = [
    order("place-hold", "check-then-act", 3),
    order("edit-meeting", "transaction", 9),
    order("place-hold", "transaction", 2),
    order("place-hold", "transaction", 1),
  ];
  const shown = shownFigures(orders, "place-hold");
  expect(shown.map(({ setting, perSecond }) => [setting, perSecond])).toEqual([
    ["transaction", 2],
    ["check-then-act", 3],
  ]);
});

test("reads have settings of their own", () => {
  expect(settingsOf("read-diary")).toContain("eventual");
  expect(settingsOf("place-hold")).not.toContain("eventual");
});

test("anomalies are named and counted, and none is none", () => {
  expect(anomaliesIn({ "double-booking": 43, "lost-update": 1, other: 0 })).toBe(
    "double-booking × 43, lost-update",
  );
  expect(anomaliesIn({ other: 0 })).toBeUndefined();
});
