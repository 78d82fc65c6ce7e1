/** `kill -9` of one process. The supervisor heals it: it finds a child dead, and does not know why. */

import {
  doesNotRun,
  done,
  failed,
  killIfThere,
  replacementOf,
  type Strike,
  startAnew,
} from "./strike.ts";

export const kill: Strike<"kill"> = async ({ asked }, context) => {
  const { table, clock, tell } = context;
  const { process: name } = asked;
  const before = table.running(name);
  if (!before) return doesNotRun(name);
  const struckMs = clock.monotonicMs();
  if (!killIfThere(before.pid)) return doesNotRun(name);
  tell({ state: "struck", pid: before.pid, struckAt: clock.wallMs() });
  const last = await table.until(() => replacementOf(table, name, before.pid));
  const now = await startAnew(context, last);
  const killed = `${name} (${before.pid}) was killed`;
  if (now.state !== "running") return failed(`${killed}, and could not be started again.`);
  const tookMs = Math.round(clock.monotonicMs() - struckMs);
  return done(`${killed} and is back as ${now.pid} after ${tookMs} ms.`);
};
