/** `npm run bench` runs every benchmark; `npm run bench -- holds` one of them. */

import { cpus } from "node:os";
import { benchBookings } from "./bookings.ts";
import { benchCommitToWatch } from "./commit-to-watch.ts";
import { benchHolds } from "./holds.ts";

const benchmarks: Record<string, () => Promise<void>> = {
  holds: benchHolds,
  "commit-to-watch": benchCommitToWatch,
  bookings: benchBookings,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(
    `No benchmark ${unknown.join(", ")}. One of: ${Object.keys(benchmarks).join(", ")}.`,
  );
  process.exit(2);
}
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
for (const [name, bench] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  await bench();
}
