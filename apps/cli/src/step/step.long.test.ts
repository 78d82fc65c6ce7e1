import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ORDERS, PlayedOrders } from "../testing/played-orders.ts";

const TIMES = 3;

let orders: PlayedOrders;
beforeAll(() => {
  orders = new PlayedOrders(mkdtempSync(join(tmpdir(), "holdfast-steps-")));
});
afterAll(() => rmSync(orders.folder, { recursive: true }));

describe.each(["ada", "grace"] as const)("%s is told to move first", (first) => {
  it("and gets the room as often as the saved order is played", async () => {
    await orders.step(ORDERS[first], "--save", orders.fileOf(first));
    for (let time = 0; time < TIMES; time++) {
      expect(await orders.replay(first)).toEqual({ outcome: "ok", winners: [first] });
    }
  });
});

it("whoever quits has no verdict, has the order so far, and leaves no process and no state", async () => {
  const file = join(orders.folder, "so-far.yaml");
  const { status } = await orders.step(["grace", "q"], "--save", file);
  expect(status).toBe(3);
  const left = readdirSync(orders.folder);
  expect(left).toContain("so-far.yaml");
  expect(left.filter((name) => name.startsWith("holdfast-scenario-"))).toEqual([]);
});
