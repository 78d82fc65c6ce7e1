/** `npm run bench` runs every benchmark; `npm run bench -- holds` one of them. */

import { benchAsOf } from "./as-of.ts";
import { benchBookings } from "./bookings.ts";
import { benchCommitToWatch } from "./commit-to-watch.ts";
import { benchHolds } from "./holds.ts";
import { benchHoldsGrowth } from "./holds-growth.ts";
import { benchHoldsProcesses } from "./holds-processes.ts";
import { benchHoldsRooms } from "./holds-rooms.ts";
import { benchLockHandOver } from "./lock-hand-over.ts";
import { type BenchOptions, readOptions, USAGE } from "./options.ts";
import { benchProjections } from "./projections.ts";
import { machineLine } from "./report.ts";
import { benchWriteLock } from "./write-lock.ts";

const benchmarks: Record<string, (options: BenchOptions) => Promise<void>> = {
  holds: benchHolds,
  "holds-processes": benchHoldsProcesses,
  "holds-rooms": benchHoldsRooms,
  "holds-growth": benchHoldsGrowth,
  "commit-to-watch": benchCommitToWatch,
  "write-lock": benchWriteLock,
  bookings: benchBookings,
  "lock-hand-over": benchLockHandOver,
  projections: benchProjections,
  "as-of": benchAsOf,
};

// An interrupted run leaves by the door: what was started is ended, and its folders go.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

const { names, options } = readCommand();
console.log(await machineLine());
for (const [name, bench] of Object.entries(benchmarks)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(`\n${name}`);
  await bench(options);
}

function readCommand() {
  try {
    const command = readOptions(process.argv.slice(2));
    const unknown = command.names.filter((name) => !Object.hasOwn(benchmarks, name));
    if (unknown.length === 0) return command;
    throw new Error(`No benchmark ${unknown.join(", ")}.`);
  } catch (error) {
    const names = Object.keys(benchmarks).join(", ");
    console.error(`${(error as Error).message}\n${USAGE}\nNAME is one of: ${names}.`);
    process.exit(2);
  }
}
