/**
 * For tests: random operations of several processes. Each follows from a seed and a number alone, so
 * that whoever judges a run can do the same on a model.
 *
 * An operation that changes anything also says so under its process's name, with the instant at which
 * it was done: so the log tells of each that got through, also of one whose process died before it
 * could say so itself.
 */

import type { LeaseId, Transaction } from "@holdfast/shared-state/engine";
import { randomFrom } from "./seeded-random.ts";

/** Few keys and leases, so that operations meet on them. */
const KEYS = 6;
const SLOTS = 3;

export type RandomStep =
  | { readonly kind: "get" | "delete"; readonly key: number }
  /** Under the lease in that slot, if one is alive there. */
  | { readonly kind: "put"; readonly key: number; readonly slot: number | undefined }
  | { readonly kind: "grant" | "renew"; readonly slot: number; readonly forMs: number }
  | { readonly kind: "revoke"; readonly slot: number }
  | { readonly kind: "give-up" };

export interface RandomOperation {
  readonly steps: readonly RandomStep[];
  readonly durable: boolean;
}

/** Which operation of which process. */
export interface OperationName {
  readonly process: string;
  readonly seed: number;
  readonly index: number;
}

/** What an operation says of itself under `["did", process]`. */
export type Deed = OperationName & { readonly atMs: number };

export interface Observed extends Deed {
  readonly startedMs: number;
  readonly endedMs: number;
  /** What each step saw; undefined: it gave up. */
  readonly seen: readonly unknown[] | undefined;
  readonly revision: number | undefined;
}

/** What is in a slot. The engine makes up the lease's id; whose it is can be compared. */
interface Slot {
  readonly lease: LeaseId;
  readonly by: string;
}

export class GaveUp extends Error {}

export function randomOperation(seed: number, index: number): RandomOperation {
  const random = randomFrom(Math.imul(seed, 1_000_003) + index);
  const upTo = (count: number) => Math.floor(random() * count);
  const step = (): RandomStep => {
    const draw = random();
    if (draw < 0.3) return { kind: "get", key: upTo(KEYS) };
    if (draw < 0.6) {
      const slot = random() < 0.4 ? upTo(SLOTS) : undefined;
      return { kind: "put", key: upTo(KEYS), slot };
    }
    if (draw < 0.7) return { kind: "delete", key: upTo(KEYS) };
    if (draw < 0.8) return { kind: "grant", slot: upTo(SLOTS), forMs: 10 + upTo(40) };
    if (draw < 0.9) return { kind: "renew", slot: upTo(SLOTS), forMs: 10 + upTo(40) };
    if (draw < 0.97) return { kind: "revoke", slot: upTo(SLOTS) };
    return { kind: "give-up" };
  };
  return { steps: Array.from({ length: 1 + upTo(4) }, step), durable: random() < 0.3 };
}

/** A body. Returns what each step saw. */
export function runSteps(
  tx: Transaction,
  { steps }: RandomOperation,
  { process, seed, index, atMs }: Deed,
): unknown[] {
  const name = `${process}-${index}`;
  const seen = steps.map((step) => runStep(tx, step, name));
  const deed: Deed = { process, seed, index, atMs };
  if (steps.some(({ kind }) => kind !== "get")) tx.put(["did", process], deed);
  return seen;
}

function runStep(tx: Transaction, step: RandomStep, name: string): unknown {
  switch (step.kind) {
    case "get":
      return tx.get(["key", step.key]) ?? null;
    case "delete": {
      // What has lapsed may have been reaped or not: to delete it would be a change, or none.
      const isThere = tx.get(["key", step.key]) !== undefined;
      if (isThere) tx.delete(["key", step.key]);
      return isThere;
    }
    case "put": {
      const slot = step.slot === undefined ? undefined : tx.get<Slot>(["slot", step.slot]);
      const alive = slot && tx.leaseLeftMs(slot.lease) > 0 ? slot : undefined;
      tx.put(["key", step.key], { name, by: alive?.by }, alive ? { lease: alive.lease } : {});
      return alive?.by ?? null;
    }
    case "grant": {
      const lease = tx.lease(step.forMs);
      tx.put(["slot", step.slot], { lease, by: name } satisfies Slot, { lease });
      return null;
    }
    case "renew": {
      const slot = tx.get<Slot>(["slot", step.slot]);
      return slot ? { renewed: tx.renew(slot.lease, step.forMs), by: slot.by } : null;
    }
    case "revoke": {
      const slot = tx.get<Slot>(["slot", step.slot]);
      if (slot) tx.revoke(slot.lease);
      return slot?.by ?? null;
    }
    case "give-up":
      throw new GaveUp();
  }
}
