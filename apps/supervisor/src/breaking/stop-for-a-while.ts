/**
 * A program of its own: stops a process, and lets it go on after a while.
 *
 *     node stop-for-a-while.js PID STARTED FOR-MS
 *
 * It lets it go on sooner when its own input ends, which it does when the supervisor says so, and also when
 * the supervisor is killed: nobody stays stopped for ever. `STARTED` is when the process began, as the
 * system tells it: an id that means another process by now is left alone.
 */

import { isAlive } from "../process-identity.ts";

const [pid, started, forMs] = process.argv.slice(2);
const target = { pid: Number(pid), started: String(started) };

// Ctrl-C reaches every process of the terminal. This one ends when its work is done.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

if (!isAlive(target)) process.exit(1);
process.kill(target.pid, "SIGSTOP");
process.stdin.on("end", heal).on("error", heal).resume();
process.stdout.on("error", heal);
setTimeout(heal, Number(forMs));
process.stdout.write("stopped\n");

function heal(): never {
  if (isAlive(target)) process.kill(target.pid, "SIGCONT");
  process.exit(0);
}
