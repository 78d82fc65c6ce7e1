/** PMP, predicate-many-preceders: a range read twice in one snapshot is the same range twice. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put, whilst } from "./reading.ts";
import { giveWay } from "./waiting.ts";

export const preventsPredicateManyPreceders: Guarantee = ({ check }) => {
  check("a predicate read twice in one snapshot finds the same keys", async (open) => {
    const [reader, writer] = [await open(), await open()];
    const add = (index: number) =>
      writer.transact((tx) => {
        tx.put(["member", index], true);
        tx.put(["members"], (tx.get<number>(["members"]) ?? 0) + 1);
      });
    const adding = Promise.all(Array.from({ length: 30 }, (_, index) => add(index)));
    await whilst(adding, async () => {
      const snapshot = await reader.snapshot();
      const first = await snapshot.range({ prefix: ["member"] });
      const counted = (await snapshot.get<number>(["members"])) ?? 0;
      await giveWay();
      const second = await snapshot.range({ prefix: ["member"] });
      snapshot.close();
      expect(first).toHaveLength(counted);
      expect(second).toEqual(first);
    });
  });

  check("a range is not joined by what was added after the snapshot was taken", async (open) => {
    const [reader, writer] = [await open(), await open()];
    await put(writer, ["slot", 1], "booked");
    const snapshot = await reader.snapshot();
    expect(await snapshot.range({ prefix: ["slot"] })).toHaveLength(1);
    await put(writer, ["slot", 2], "booked");
    await writer.transact((tx) => tx.delete(["slot", 1]));
    expect(await snapshot.range({ prefix: ["slot"] })).toEqual([
      { key: ["slot", 1], value: "booked" },
    ]);
    snapshot.close();
  });
};
