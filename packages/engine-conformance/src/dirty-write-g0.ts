/** G0, dirty write: the writes of two transactions never interleave. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { entriesOf, whilst } from "./reading.ts";
import { commitsUntil } from "./waiting.ts";

const KEYS = Array.from({ length: 5 }, (_, index) => ["part", index]);

export const preventsDirtyWrite: Guarantee = ({ check }) => {
  check("several keys written together always carry one writer's mark", async (open) => {
    const handles = [await open(), await open(), await open()];
    const reader = await open();
    const feed = reader.changes();
    const write = (index: number) =>
      handles[index % 3]!.transact((tx) => {
        // Every second writer goes backwards, so that interleaved writes would cross.
        for (const key of index % 2 === 0 ? KEYS : [...KEYS].reverse()) tx.put(key, index);
      });
    const writing = Promise.all(Array.from({ length: 30 }, (_, index) => write(index)));
    await whilst(writing, async () => {
      expect(marks(await entriesOf(reader, { prefix: ["part"] }))).toBeLessThanOrEqual(1);
    });
    expect(marks(await entriesOf(reader, { prefix: ["part"] }))).toBe(1);
    await handles[0]!.transact((tx) => tx.put(["end"], true));
    for (const { changes } of (await commitsUntil(feed, ["end"])).slice(0, -1)) {
      expect(changes).toHaveLength(KEYS.length);
      expect(new Set(changes.map(({ value }) => value)).size).toBe(1);
    }
  });
};

function marks(entries: readonly (readonly [unknown, unknown])[]): number {
  return new Set(entries.map(([, value]) => value)).size;
}
