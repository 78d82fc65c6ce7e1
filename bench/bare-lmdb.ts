/**
 * The peer: lmdb-js by itself, three small puts a turn in one asynchronous transaction, acknowledged
 * once they are on disk. It checks nothing, has no leases, no history and no feed.
 */

import { join } from "node:path";
import { open } from "lmdb";

export interface BareLmdb {
  threePuts(index: number): Promise<void>;
  close(): Promise<void>;
}

export function bareLmdb(folder: string): BareLmdb {
  const database = open<unknown, (string | number)[]>(join(folder, "bare.lmdb"), {});
  const slot = { start: 0, end: 1, state: "held", owner: "somebody", lease: "a lease" };
  return {
    async threePuts(index) {
      database.put(["diary", index % 1_000, index], slot);
      database.put(["hold", index], slot);
      await database.put(["event", index], slot);
      await database.flushed;
    },
    close: () => database.close(),
  };
}
