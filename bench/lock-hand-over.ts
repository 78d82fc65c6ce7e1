/**
 * How long from the end of one process's callback to the beginning of the next one's, in another
 * process, which waits for the lock? The release, the wake-up and the taking lie between.
 */

import { inFolder } from "./folder.ts";
import type { TakeTurns, Turn } from "./lock-user.ts";
import { largest, percentile } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { OtherProcess } from "./other-process.ts";
import { ms, table } from "./report.ts";

export async function benchLockHandOver({ seconds }: BenchOptions): Promise<void> {
  const rows: string[][] = [];
  for (const processes of [2, 4, 8]) {
    const handOvers = await measureHandOvers(processes, seconds);
    const times = [0.5, 0.99].map((share) => ms(percentile(handOvers, share)));
    const count = String(handOvers.length);
    rows.push([`${processes} processes want it`, ...times, ms(largest(handOvers)), count]);
  }
  const columns = ["p50 ms", "p99 ms", "longest ms", "hand-overs"];
  table("a lock's hand-over", columns, rows);
}

function measureHandOvers(processes: number, seconds: number): Promise<number[]> {
  return inFolder(async (folder) => {
    const users: OtherProcess[] = [];
    try {
      for (let user = 0; user < processes; user++) {
        users.push(await OtherProcess.start("lock-user.js", [folder]));
      }
      const question: TakeTurns = { seconds };
      const turns = await Promise.all(users.map((user) => user.ask<Turn[]>(question)));
      const inOrder = turns.flat().sort((a, b) => a.beganMs - b.beganMs);
      return inOrder.slice(1).flatMap((turn, index) => {
        const before = inOrder[index]!;
        if (turn.beganMs < before.endedMs) throw new Error("Two had the lock at once.");
        return turn.pid === before.pid ? [] : [turn.beganMs - before.endedMs];
      });
    } finally {
      await Promise.all(users.map((user) => user.stop()));
    }
  });
}
