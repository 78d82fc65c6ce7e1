/** The embedded engine: one file, any number of processes on one machine. */

export { type Backup, backUp } from "./backup.ts";
export type { WriteLockPhase } from "./group-commit.ts";
export {
  type LmdbEngine,
  type LmdbEngineOptions,
  type LmdbStatistics,
  lmdbEngine,
} from "./lmdb-engine.ts";
export { type Restored, type RestoreOptions, restore } from "./restoring.ts";
