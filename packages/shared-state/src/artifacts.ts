/**
 * Artifacts: what the work on a task has made, handed over to whoever takes it.
 *
 *     worker ── handOver, or complete with artifacts ──▶ ready ── takeArtifact ──▶ taken, once
 *
 * An artifact is handed over under the claim, in the commit that makes it, and stays until somebody
 * takes it: also when the claim is lost afterwards, when the task is done, and when the machine
 * restarts. Taking reads and deletes it in the taker's own commit, so of two takers one gets it, and
 * what it is taken for happens exactly once.
 *
 * A successor does the work again and hands over the same names. What was not taken yet is replaced;
 * what was taken is refused, so that nobody gets it twice. For that the task keeps a *register* of its
 * names. An id stands for one piece of work until it is completed, dropped or forgotten: only then may
 * a name that was taken be handed over under it once more.
 */

import { type ClaimedTask, type ClaimLost, standingClaim } from "./claims.ts";
import type { Reader, Transaction } from "./engine.ts";
import { HoldfastError } from "./errors.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";
import type { TaskRef } from "./tasks.ts";

export interface NewArtifact<Value = unknown> {
  readonly name: string;
  readonly value: Value;
}

export interface Artifact<Value = unknown> extends NewArtifact<Value> {
  /** The worker that handed it over. */
  readonly by: string;
}

export type HandedOver = Granted | ClaimLost | Refused<"artifact-taken">;

export type ArtifactTaken<Value> =
  | Granted<{ artifact: Artifact<Value> }>
  | Refused<"artifact-gone">;

/** So many names at the most: a transaction must be able to delete them all. */
export const ARTIFACTS_MAX = 64;

interface Register {
  readonly ready: readonly string[];
  readonly taken: readonly string[];
  /** The task was completed: what is ready now is all that will come. */
  readonly completed?: true;
}

const EMPTY: Register = { ready: [], taken: [] };

/** @throws HoldfastError `artifacts-too-many` */
export function handOver(tx: Transaction, claimed: ClaimedTask, artifact: NewArtifact): HandedOver {
  const claim = standingClaim(tx, claimed);
  if (!claim) return refused("claim-lost");
  return keepArtifact(tx, claimed.task, { ...artifact, by: claim.worker })
    ? granted({})
    : refused("artifact-taken");
}

/** Undefined: never handed over, or taken. */
export function getArtifact<Value>(
  reader: Reader,
  { queue, id }: TaskRef,
  name: string,
): Artifact<Value> | undefined {
  return reader.get<Artifact<Value>>(keyspace.artifact(queue, id, name));
}

/** Those that wait to be taken, in the order in which they were handed over. */
export function getArtifacts(reader: Reader, ref: TaskRef): Artifact[] {
  const names = readRegister(reader, ref)?.ready ?? [];
  return names.flatMap((name) => getArtifact(reader, ref, name) ?? []);
}

/** What the artifact is for belongs into the same transaction. */
export function takeArtifact<Value>(
  tx: Transaction,
  ref: TaskRef,
  name: string,
): ArtifactTaken<Value> {
  const artifact = getArtifact<Value>(tx, ref, name);
  if (!artifact) return refused("artifact-gone");
  tx.delete(keyspace.artifact(ref.queue, ref.id, name));
  const { ready, taken, completed } = readRegister(tx, ref) ?? EMPTY;
  const left = ready.filter((each) => each !== name);
  if (completed) writeRegister(tx, ref, { ready: left, taken, completed });
  else writeRegister(tx, ref, { ready: left, taken: [...taken, name] });
  return granted({ artifact });
}

/** Without asking for the claim. False: this name was taken already. */
export function keepArtifact(tx: Transaction, ref: TaskRef, artifact: Artifact): boolean {
  const { name } = artifact;
  const found = readRegister(tx, ref) ?? EMPTY;
  // Of an earlier task with this id only what nobody has taken yet is left.
  const register: Register = found.completed ? { ready: found.ready, taken: [] } : found;
  if (register.taken.includes(name)) return false;
  const ready = register.ready.includes(name) ? register.ready : [...register.ready, name];
  if (ready.length + register.taken.length > ARTIFACTS_MAX) {
    throw new HoldfastError("artifacts-too-many", { problem: `Task ${ref.id} of ${ref.queue}.` });
  }
  tx.put(keyspace.artifact(ref.queue, ref.id, name), artifact);
  if (found.completed || ready !== register.ready) {
    writeRegister(tx, ref, { ready, taken: register.taken });
  }
  return true;
}

/** The task is done. Returns the names that wait to be taken. */
export function closeRegister(tx: Transaction, ref: TaskRef): readonly string[] {
  const register = readRegister(tx, ref);
  if (!register) return [];
  writeRegister(tx, ref, { ready: register.ready, taken: [], completed: true });
  return register.ready;
}

/** The task is not wanted any more, and neither is what it has made; an earlier one's stays. */
export function dropArtifacts(tx: Transaction, ref: TaskRef): void {
  if (readRegister(tx, ref)?.completed) return;
  forgetArtifacts(tx, ref);
}

export function forgetArtifacts(tx: Transaction, ref: TaskRef): void {
  const register = readRegister(tx, ref);
  if (!register) return;
  for (const name of register.ready) tx.delete(keyspace.artifact(ref.queue, ref.id, name));
  tx.delete(keyspace.artifacts(ref.queue, ref.id));
}

function readRegister(reader: Reader, { queue, id }: TaskRef): Register | undefined {
  return reader.get<Register>(keyspace.artifacts(queue, id));
}

function writeRegister(tx: Transaction, { queue, id }: TaskRef, register: Register): void {
  const key = keyspace.artifacts(queue, id);
  if (register.ready.length > 0 || register.taken.length > 0) tx.put(key, register);
  else tx.delete(key);
}
