import { describe, expect, it } from "vitest";
import { checkRules } from "./failpoint-rules.ts";
import { FAILING_KINDS, FAULT_MS_MAX, FAULTS, failpointOf, readOrder } from "./orders.ts";

const told = { orderedAt: 1, by: "person/ada" };

describe("an order", () => {
  it("is read as it was written", () => {
    const order = { fault: "kill", asked: { process: "room-agent/1" }, ...told };
    expect(readOrder(order)).toEqual(order);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["text", "kill"],
    ["no fault that is known", { fault: "explode", asked: {}, ...told }],
    ["a fault by the name of what every object has", { fault: "constructor", asked: {}, ...told }],
    ["one that asks for nothing", { fault: "kill", ...told }],
    ["a process that is none", { fault: "kill", asked: { process: "-9 1" }, ...told }],
    ["a pid in place of a name", { fault: "kill", asked: { process: 1 }, ...told }],
    ["a stop for ever", { fault: "stop", asked: { process: "a/1", forMs: 1e9 }, ...told }],
  ])("is none: %s", (_, stored) => {
    expect(readOrder(stored)).toBeUndefined();
  });

  it("lasts half a minute at the most, whatever it breaks", () => {
    const lasts = (forMs: number) => [
      FAULTS.stop.safeParse({ process: "a/1", forMs }).success,
      FAULTS["mail-server"].safeParse({ is: "down", forMs }).success,
    ];
    expect(lasts(FAULT_MS_MAX)).toEqual([true, true]);
    expect(lasts(FAULT_MS_MAX + 1)).toEqual([false, false]);
  });

  it("of the dial names a setting of its operation", () => {
    const turns = (operation: string, setting: string) =>
      FAULTS.dial.safeParse({ operation, setting }).success;
    expect([turns("read-diary", "eventual"), turns("place-hold", "transaction")]).toEqual([
      ...[true, true],
    ]);
    expect([turns("read-diary", "transaction"), turns("place-hold", "eventual")]).toEqual([
      ...[false, false],
    ]);
  });
});

it.each(FAILING_KINDS)("a failure of %s may be armed where it happens", (kind) => {
  const rule = { id: "a", failpoint: failpointOf(kind), kind, action: "fail" };
  expect(checkRules([rule])).toEqual([rule]);
});
