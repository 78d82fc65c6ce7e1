import { describe, expect, it } from "vitest";
import { Happenings } from "./happenings.ts";

describe("what happens in a run", () => {
  it("lets go on who waited before it, and who comes later", async () => {
    const happenings = new Happenings();
    const early = happenings.when("done ada.book");
    expect(happenings.waitedFor()).toEqual(["done ada.book"]);
    happenings.happen("done ada.book");
    await early;
    await happenings.when("done ada.book");
    expect(happenings.waitedFor()).toEqual([]);
  });

  it("a meeting begins when the last one has come, and not before", async () => {
    const happenings = new Happenings();
    const order: string[] = [];
    const come = (name: string) => happenings.meet("start", 3).then(() => order.push(name));
    const first = Promise.all([come("ada"), come("grace")]);
    await Promise.resolve();
    expect(order).toEqual([]);
    await Promise.all([first, come("jonas")]);
    expect(order).toHaveLength(3);
  });
});
