/**
 * The floor: lmdb-js by itself, three small puts a hold, acknowledged once they are on disk. It checks
 * nothing, expires nothing, keeps no history and tells nobody.
 */

import { join } from "node:path";
import { open } from "lmdb";
import { embedded, type HoldClient, type System } from "./system.ts";

export const bareLmdb: System = {
  name: "bare lmdb-js",
  isInstalled: () => true,
  start: embedded,
  connect: connectBareLmdb,
};

async function connectBareLmdb(folder: string): Promise<HoldClient> {
  const database = open<unknown, (string | number)[]>(join(folder, "bare.lmdb"), {});
  return {
    async place({ id, room, start, end }) {
      const slot = { start, end, state: "held", owner: "bench", lease: id };
      database.put(["diary", room, start], slot);
      database.put(["hold", id], slot);
      const committed = database.put(["event", id], slot);
      // Asked for now, it is the flush of this transaction, and not of a later one.
      const flushed = database.flushed;
      await committed;
      await flushed;
      return true;
    },
    close: () => database.close(),
  };
}
