/** G1b, intermediate read: of a key written twice in one transaction, only the last value is seen. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put, read, readAsOf, whilst } from "./reading.ts";
import { commitsUntil } from "./waiting.ts";

export const preventsIntermediateRead: Guarantee = ({ check }) => {
  check("no reader, snapshot or feed sees a value that its writer replaced", async (open) => {
    const [writer, other] = [await open(), await open()];
    const feed = other.changes();
    const write = (index: number) =>
      writer.transact((tx) => {
        tx.put(["x"], "intermediate");
        tx.put(["gone"], "intermediate");
        tx.delete(["x"]);
        tx.put(["x"], index);
        tx.put(["gone"], index);
      });
    const writing = Promise.all(Array.from({ length: 30 }, (_, index) => write(index)));
    await whilst(writing, async () => {
      for (const seen of [await read(writer, ["x"]), await readAsOf(other, ["gone"])]) {
        expect(seen).not.toBe("intermediate");
      }
    });
    await put(writer, ["end"], true);
    for (const { changes } of await commitsUntil(feed, ["end"])) {
      expect(changes.map(({ value }) => value)).not.toContain("intermediate");
      expect(new Set(changes.map(({ key }) => JSON.stringify(key))).size).toBe(changes.length);
    }
  });
};
