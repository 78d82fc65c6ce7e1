/**
 * A throw-away folder, for our state and the peers' data alike, so that all of them use one disk:
 * `HOLDFAST_BENCH_DIR`, or the system's temporary folder.
 */

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(process.env.HOLDFAST_BENCH_DIR ?? tmpdir(), "holdfast-bench-"));
  // A server that runs as another user has to reach its own folder in here.
  chmodSync(folder, 0o711);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    return await use(folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}
