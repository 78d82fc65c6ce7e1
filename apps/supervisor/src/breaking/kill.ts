/** `kill -9` of one process. The supervisor heals it: it finds a child dead, and does not know why. */

import { doesNotRun, done, failed, killIfThere, replacementOf, type Strike } from "./strike.ts";

export const kill: Strike<"kill"> = async ({ asked }, { table, clock, tell }) => {
  const { process: name } = asked;
  const before = table.running(name);
  if (!before) return doesNotRun(name);
  const struckMs = clock.monotonicMs();
  if (!killIfThere(before.pid)) return doesNotRun(name);
  tell({ state: "struck", pid: before.pid, struckAt: clock.wallMs() });
  const now = await table.until(() => replacementOf(table, name, before.pid));
  const killed = `${name} (${before.pid}) was killed`;
  if (now.state !== "running")
    return failed(`${killed}, and is not started again: it is ${now.state}.`);
  const tookMs = Math.round(clock.monotonicMs() - struckMs);
  return done(`${killed} and is back as ${now.pid} after ${tookMs} ms.`);
};
