/** OTV, observed transaction vanishes: who has seen a commit goes on seeing it, all of it. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put, read, readAsOf, whilst } from "./reading.ts";

export const preventsObservedTransactionVanishes: Guarantee = ({ check }) => {
  check("once a part of a commit was read, no later read is older", async (open) => {
    const [writer, reader] = [await open(), await open()];
    await put(writer, ["x"], 0);
    await put(writer, ["y"], 0);
    const write = async () => {
      for (let round = 1; round <= 30; round++) {
        await writer.transact((tx) => {
          tx.put(["x"], round);
          tx.put(["y"], round);
        });
      }
    };
    let newest = 0;
    await whilst(write(), async () => {
      const keys = [["x"], ["y"]];
      for (const key of keys) {
        for (const seen of [await readAsOf<number>(reader, key), await read<number>(reader, key)]) {
          expect(seen).toBeGreaterThanOrEqual(newest);
          newest = seen!;
        }
      }
    });
    expect(await read(reader, ["x"])).toBe(30);
  });

  check("revisions that one reader sees never go back", async (open) => {
    const [writer, reader] = [await open(), await open()];
    const writing = Promise.all(
      Array.from({ length: 30 }, (_, index) => put(writer, ["x", index], index)),
    );
    let newest = 0;
    await whilst(writing, async () => {
      const snapshot = await reader.snapshot();
      snapshot.close();
      const { revision } = await reader.transact((tx) => tx.get(["x", 0]));
      for (const seen of [snapshot.revision, revision, await reader.head()]) {
        expect(seen).toBeGreaterThanOrEqual(newest);
        newest = seen;
      }
    });
    expect(await reader.head()).toBe(30);
  });
};
