/** `kill -9` of one process. The supervisor heals it: it finds a child dead, and does not know why. */

import { doesNotRun, done, killIfThere, replacementOf, type Strike } from "./strike.ts";

export const kill: Strike<"kill"> = async ({ asked }, { table, clock, tell, restart }) => {
  const { process: name } = asked;
  const before = table.running(name);
  if (!before) return doesNotRun(name);
  const struckMs = clock.monotonicMs();
  if (!killIfThere(before.pid)) return doesNotRun(name);
  tell({ state: "struck", pid: before.pid, struckAt: clock.wallMs() });
  const last = await table.until(() => replacementOf(table, name, before.pid));
  // It may have died too often by then, and an order shall not cost it for good.
  if (last.state !== "running") await restart(name);
  const now = await table.until(() => table.running(name));
  const killed = `${name} (${before.pid}) was killed`;
  const tookMs = Math.round(clock.monotonicMs() - struckMs);
  return done(`${killed} and is back as ${now.pid} after ${tookMs} ms.`);
};
