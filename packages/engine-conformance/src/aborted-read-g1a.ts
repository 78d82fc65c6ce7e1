/** G1a, aborted read: nobody ever sees what a transaction wrote that came to nothing. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put, read, readAsOf, whilst } from "./reading.ts";
import { commitsUntil } from "./waiting.ts";

export const preventsAbortedRead: Guarantee = ({ check }) => {
  check("no reader, snapshot or feed sees the writes of a body that throws", async (open) => {
    const [writer, other] = [await open(), await open()];
    const feed = other.changes();
    await put(writer, ["x"], 0);
    const attempt = (index: number) =>
      writer.transact((tx) => {
        const aborts = index % 2 === 1;
        tx.put(["x"], aborts ? -index : index);
        if (aborts) throw new Error("changed its mind");
      });
    const attempts = Promise.allSettled(Array.from({ length: 40 }, (_, index) => attempt(index)));
    await whilst(attempts, async () => {
      expect(await read<number>(writer, ["x"])).toBeGreaterThanOrEqual(0);
      expect(await read<number>(other, ["x"])).toBeGreaterThanOrEqual(0);
      expect(await readAsOf<number>(other, ["x"])).toBeGreaterThanOrEqual(0);
    });
    await put(writer, ["end"], 0);
    const commits = await commitsUntil(feed, ["end"]);
    expect(commits).toHaveLength(1 + 20 + 1);
    for (const { changes } of commits) expect(changes[0]?.value).toBeGreaterThanOrEqual(0);
  });
};
