import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ORDERS, PlayedOrders } from "../testing/played-orders.ts";

let orders: PlayedOrders;
beforeAll(() => {
  orders = new PlayedOrders(mkdtempSync(join(tmpdir(), "holdfast-steps-")));
});
afterAll(() => rmSync(orders.folder, { recursive: true }));

/** The other order, and many times each: `step.long.test.ts`. */
it("who was told to move first gets the room, and gets it again when the saved order is played", async () => {
  const file = orders.fileOf("grace");
  const { status, output } = await orders.step(ORDERS.grace, "--save", file);
  expect(status, output).toBe(0);
  expect(await orders.replay("grace")).toEqual({ outcome: "ok", winners: ["grace"] });
  expect(readdirSync(orders.folder).sort()).toEqual(["grace-first.yaml", "holdfast-histories"]);
}, 120_000);
