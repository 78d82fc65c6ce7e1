import { expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { withProcesses } from "./other-process.ts";

const KILLS = 100;
/** Together more slots than LMDB is given. */
const SNAPSHOTS = 12;
const AT_ONCE = 4;

test("hundreds of readers killed with snapshots open leave their slots to others", async () => {
  await withProcesses(async (path, start) => {
    const engine = await lmdbEngine({ path });
    for (let killed = 0; killed < KILLS; killed += AT_ONCE) {
      const readers = Array.from({ length: AT_ONCE }, () => start());
      const reading = readers.map((reader) => reader.do({ kind: "read", snapshots: SNAPSHOTS }));
      expect(await Promise.all(reading)).toEqual(readers.map(() => SNAPSHOTS));
      await Promise.all(readers.map((reader) => reader.kill()));
      const { revision } = await engine.transact((tx) => tx.put(["written", killed], "on it goes"));
      const snapshot = await engine.snapshot();
      expect(snapshot.revision).toBe(revision);
      snapshot.close();
    }
    await engine.close();
  });
}, 180_000);
