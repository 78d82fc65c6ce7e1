/** Lets a process go on that stands still by an order, sooner than that had said. */

import { hasBeatenSince } from "./child-table.ts";
import { doesNotRun, done, type Strike } from "./strike.ts";

export const goOn: Strike<"continue"> = async ({ asked }, { table, clock, standing, tell }) => {
  const { process: name } = asked;
  const row = table.running(name);
  if (!row) return doesNotRun(name);
  const letGo = standing.get(name);
  if (!letGo) return done(`${name} (${row.pid}) did not stand still by an order: nothing changed.`);
  letGo();
  const struckMs = clock.monotonicMs();
  tell({ state: "struck", pid: row.pid, struckAt: clock.wallMs() });
  const now = await table.until(() => {
    const latest = table.get(name);
    const changed = latest?.pid !== row.pid || hasBeatenSince(latest, struckMs);
    return changed ? (latest ?? row) : undefined;
  });
  const who = `${name} (${row.pid})`;
  if (now.pid !== row.pid) return done(`${who} had been replaced by then.`);
  const tookMs = Math.round(clock.monotonicMs() - struckMs);
  return done(`${who} goes on: it was heard of again within ${tookMs} ms.`);
};
