/**
 * Restoring: a backup becomes a state again, as of the revision that it has.
 *
 *     FILE ──▶ restoring.draft/state.lmdb ── checked, marked, synced, renamed ──▶ state.lmdb
 *
 * Who held something when the copy was made may long have gone elsewhere. So no lease of the copy is
 * alive, also when it is restored within the same boot: each of them is moved to a boot that never was,
 * and gets reaped as after a reboot. The first commit says `restored`, for whoever reads the log.
 *
 * Revisions go on from the copy's. A client that has seen later ones has to be told that they are gone;
 * what it has seen is not in this state.
 */

import { copyFileSync, existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  type CommitNote,
  encodeKey,
  HoldfastError,
  type Revision,
  systemClock,
} from "@holdfast/shared-state/engine";
import { check, publish } from "./backup.ts";
import { Commits } from "./commits.ts";
import { inDraft } from "./draft.ts";
import { Gate } from "./gate.ts";
import { LeaseTable } from "./lease-table.ts";
import { Log } from "./log.ts";
import { Retaining } from "./retaining.ts";
import { Settling } from "./settling.ts";
import { Store, stateFileIn } from "./store.ts";
import { Tail } from "./tail.ts";
import { TreeCache } from "./tree-cache.ts";

export interface Restored {
  /** The last commit that the backup has. */
  readonly revision: Revision;
  /** That commit's wall time; 0 of an empty state. */
  readonly at: number;
}

export interface RestoreOptions {
  /** Is a state that is there to be given up? Nobody may have it open. */
  readonly replace?: boolean;
  readonly note?: CommitNote;
  /** All is well, and the state is about to take its place: what must not outlast that goes now. */
  readonly beforeItIsThere?: () => void;
}

/** What the first commit of a restored state puts: which revision it was, and when. */
const RESTORED_KEY = ["restored"];

/** Nothing is forgotten for the sake of a restored state's first commit. */
const EVERYTHING = {
  commits: Number.MAX_SAFE_INTEGER,
  ms: Number.MAX_SAFE_INTEGER,
  bytes: Number.MAX_SAFE_INTEGER,
};

/**
 * Makes a state of a backup, in the folder. It is there as a whole or not at all, and the file of the
 * backup stays as it is.
 * @throws HoldfastError `state-missing`, `state-exists`, `state-foreign`, `state-format`,
 *   `state-damaged`, `engine-full`, `engine-failed`
 */
export async function restore(
  file: string,
  folder: string,
  { replace = false, note = {}, beforeItIsThere }: RestoreOptions = {},
): Promise<Restored> {
  if (!existsSync(file)) throw new HoldfastError("state-missing");
  // Not one that is yet to be made, and would take the place of one that is there.
  if (statSync(file).size === 0) throw new HoldfastError("state-foreign");
  if (!replace && existsSync(stateFileIn(folder))) throw new HoldfastError("state-exists");
  const draft = join(folder, "restoring.draft");
  return inDraft(draft, async () => {
    copyFileSync(file, stateFileIn(draft));
    const { revision, at } = await check(draft);
    await markRestored(draft, revision, { cause: "restored", ...note });
    await takePlace(stateFileIn(draft), folder, beforeItIsThere);
    return { revision, at };
  });
}

async function markRestored(folder: string, from: Revision, note: CommitNote): Promise<void> {
  const clock = systemClock();
  const store = new Store(folder);
  const log = new Log(store);
  const tree = new TreeCache(store);
  const tail = new Tail(tree);
  const leases = new LeaseTable(store, clock);
  const settling = new Settling(store, tail);
  const retaining = new Retaining(store, EVERYTHING, () => clock.wallMs());
  const commits = new Commits({ store, log, tree, tail, leases, settling, retaining, clock });
  const mark = { json: JSON.stringify({ revision: from, at: clock.wallMs() }) };
  try {
    // A copy has no free pages. LMDB (lmdb-js 3.5.6) aborts in `mdb_page_alloc` when the first commit
    // of such a file frees so many that their list needs pages of its own: so the first one is small.
    store.write(() => store.putBarrier());
    store.write(() => {
      commits.begin();
      const write = { key: RESTORED_KEY, encoded: encodeKey(RESTORED_KEY), stored: mark };
      commits.append([write], note);
      commits.end();
      leases.abandonAll();
    });
  } finally {
    await store.close();
  }
}

/** The lock file goes by the name of the file that it was made for: it must not meet another. */
async function takePlace(from: string, folder: string, before = () => {}): Promise<void> {
  const gate = new Gate(folder);
  try {
    gate.closed(() => {
      before();
      rmSync(`${stateFileIn(folder)}-lock`, { force: true });
      publish(from, stateFileIn(folder));
    });
  } finally {
    await gate.close();
  }
}
