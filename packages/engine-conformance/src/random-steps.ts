/** What a random run is made of: transactions, erasures, reads of the past, and passing time. */

import type { Key, LeaseId, RangeOptions, Transaction } from "@holdfast/shared-state/engine";
import fc from "fast-check";

/** One step of a body. Leases go by number, in the order in which the run made them. */
export type Step =
  | { readonly kind: "get" | "delete"; readonly key: Key }
  | { readonly kind: "put"; readonly key: Key; readonly value: unknown; readonly lease?: number }
  | { readonly kind: "lease"; readonly forMs: number; readonly key: Key }
  | { readonly kind: "renew"; readonly lease: number; readonly forMs: number }
  | { readonly kind: "revoke" | "left"; readonly lease: number }
  | { readonly kind: "throw" };

export type Operation =
  | {
      readonly kind: "transact";
      readonly handle: number;
      readonly steps: readonly Step[];
      readonly durable: boolean;
    }
  | { readonly kind: "erase"; readonly handle: number; readonly keys: readonly Key[] }
  | { readonly kind: "advance"; readonly ms: number }
  | { readonly kind: "step-wall"; readonly ms: number }
  | { readonly kind: "read-present"; readonly handle: number; readonly range: RangeOptions }
  /** `back` counts the operations since: 0 is the last one. */
  | {
      readonly kind: "read-revision";
      readonly handle: number;
      readonly back: number;
      readonly range: RangeOptions;
    }
  /** So many milliseconds off the wall time of that operation. */
  | {
      readonly kind: "read-time";
      readonly handle: number;
      readonly back: number;
      readonly offMs: number;
      readonly range: RangeOptions;
    };

/** Few keys, so that steps meet on them; siblings and children, so that ranges have to be right. */
export const RANDOM_KEYS: readonly Key[] = [
  ["a"],
  ["a", ""],
  ["a", "b"],
  ["a", 1],
  ["a", "1"],
  ["a\0"],
  ["ab"],
  ["ab", -0.5],
  [""],
  [-1],
  [7, "é"],
];

const key = fc.constantFrom(...RANDOM_KEYS);
const value = fc.oneof(fc.nat(9), fc.jsonValue({ maxDepth: 1 }));
const lease = fc.nat(5);
const handle = fc.nat(1);
/** Times from a short list, so that deadlines are often met exactly. */
const forMs = fc.constantFrom(10, 20, 50, 100, 1_000);
const passingMs = fc.constantFrom(1, 9, 10, 11, 20, 50, 100, 1_000);

const range: fc.Arbitrary<RangeOptions> = fc.record(
  {
    prefix: fc.oneof(fc.constant([]), key),
    after: key,
    limit: fc.nat(4),
    reverse: fc.boolean(),
  },
  { requiredKeys: ["prefix"] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("put" as const), key, value }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("put" as const), key, value, lease }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("get", "delete"), key }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("lease" as const), forMs, key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("renew" as const), lease, forMs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("revoke", "left"), lease }) },
  { weight: 1, arbitrary: fc.constant({ kind: "throw" as const }) },
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("transact" as const),
      handle,
      steps: fc.array(step, { minLength: 1, maxLength: 5 }),
      durable: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("erase" as const),
      handle,
      keys: fc.array(key, { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("advance" as const), ms: passingMs }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("step-wall" as const),
      ms: fc.constantFrom(-3_600_000, 3_600_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("read-present" as const), handle, range }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("read-revision" as const),
      handle,
      back: fc.nat(12),
      range,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("read-time" as const),
      handle,
      back: fc.nat(12),
      offMs: fc.constantFrom(-100, -11, -10, -1, 0, 1, 10, 50),
      range,
    }),
  },
);

export const operations: fc.Arbitrary<Operation[]> = fc.array(operation, {
  maxLength: 50,
  size: "max",
});

/** What a body saw, and the leases that it made. Pure: it may be run again. */
export interface BodyResult {
  readonly seen: readonly unknown[];
  readonly made: readonly LeaseId[];
}

/** The error with which a body gives up. */
export class GaveUp extends Error {}

export function runSteps(
  tx: Transaction,
  steps: readonly Step[],
  known: readonly LeaseId[],
): BodyResult {
  const made: LeaseId[] = [];
  const nameOf = (number: number) => [...known, ...made].at(-1 - number) ?? "no-such-lease";
  const seen = steps.map((next) => {
    if (next.kind !== "lease") return runStep(tx, next, nameOf);
    made.push(tx.lease(next.forMs));
    tx.put(next.key, made.length, { lease: made.at(-1)! });
    return undefined;
  });
  return { seen, made };
}

function runStep(
  tx: Transaction,
  step: Exclude<Step, { kind: "lease" }>,
  nameOf: (number: number) => LeaseId,
): unknown {
  switch (step.kind) {
    case "get":
      return tx.get(step.key);
    case "delete":
      return tx.delete(step.key);
    case "put": {
      const options = step.lease === undefined ? {} : { lease: nameOf(step.lease) };
      return tx.put(step.key, step.value, options);
    }
    case "renew":
      return tx.renew(nameOf(step.lease), step.forMs);
    case "revoke":
      return tx.revoke(nameOf(step.lease));
    case "left":
      return tx.leaseLeftMs(nameOf(step.lease));
    case "throw":
      throw new GaveUp();
  }
}
