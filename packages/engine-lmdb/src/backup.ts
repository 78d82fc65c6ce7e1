/**
 * Backing up: a file that has the whole state as it was at one revision, made while others write.
 *
 *     state.lmdb ── one read transaction ──▶ FILE.draft/state.lmdb ── checked, synced, renamed ──▶ FILE
 *
 * It opens the state as every process does, through the gate, but writes nothing to it: no lease is
 * reaped for its sake. The library copies in a thread of its own, and leaves out whatever pages are
 * free, so that what was erased is in no backup. What has been copied is opened and read through
 * before it gets its name: a file of that name is a backup that was once whole.
 */

import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { HoldfastError, type Revision } from "@holdfast/shared-state/engine";
import { checkState } from "./checking.ts";
import { inDraft } from "./draft.ts";
import type { Head } from "./records.ts";
import { Store, stateFileIn } from "./store.ts";

export interface Backup {
  /** The last commit that it has. */
  readonly revision: Revision;
  /** That commit's wall time; 0 of an empty state. */
  readonly at: number;
  readonly bytes: number;
}

/** Only its owner may read it: everything is in it. */
const OWNER_ONLY = 0o600;

/**
 * Whatever was committed before the call is in it. A file of that name is replaced.
 * @throws HoldfastError `state-missing`, `state-foreign`, `state-format`, `state-damaged`,
 *   `engine-full`, `engine-failed`
 */
export async function backUp(folder: string, file: string): Promise<Backup> {
  if (!existsSync(stateFileIn(folder))) throw new HoldfastError("state-missing");
  const draft = `${resolve(file)}.draft`;
  return inDraft(draft, async () => {
    await copy(folder, stateFileIn(draft));
    const { revision, at } = await check(draft);
    publish(stateFileIn(draft), resolve(file));
    return { revision, at, bytes: statSync(file).size };
  });
}

/** Opens what has been copied into the folder, and reads it through. */
export async function check(folder: string): Promise<Head> {
  const store = new Store(folder);
  try {
    return checkState(store);
  } finally {
    await store.close();
  }
}

/** Gives the file its place, once every byte of it would survive a power cut. */
export function publish(from: string, to: string): void {
  chmodSync(from, OWNER_ONLY);
  sync(from);
  renameSync(from, to);
  sync(dirname(to));
}

async function copy(folder: string, file: string): Promise<void> {
  const store = new Store(folder);
  try {
    await store.copyTo(file);
  } finally {
    await store.close();
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
