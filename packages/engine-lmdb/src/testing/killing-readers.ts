/** For tests: processes that open the state, read in many snapshots and are killed, over and over. */

import { expect } from "vitest";
import { lmdbEngine } from "../lmdb-engine.ts";
import { withProcesses } from "./other-process.ts";

const AT_ONCE = 4;

/** Each leaves as many slots behind as it had snapshots; whoever stays has to go on throughout. */
export async function killReaders(kills: number, snapshots: number): Promise<void> {
  await withProcesses(async (path, start) => {
    const engine = await lmdbEngine({ path });
    for (let killed = 0; killed < kills; killed += AT_ONCE) {
      const readers = Array.from({ length: AT_ONCE }, () => start());
      const reading = readers.map((reader) => reader.do({ kind: "read", snapshots }));
      expect(await Promise.all(reading)).toEqual(readers.map(() => snapshots));
      await Promise.all(readers.map((reader) => reader.kill()));
      const { revision } = await engine.transact((tx) => tx.put(["written", killed], "on it goes"));
      const snapshot = await engine.snapshot();
      expect(snapshot.revision).toBe(revision);
      snapshot.close();
    }
    await engine.close();
  });
}
