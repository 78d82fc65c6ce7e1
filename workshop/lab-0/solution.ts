/** Lab 0, solved. */

import type { SharedMemory } from "./agent.ts";
import type { SagaRecord } from "./booking-saga.ts";
import type { Memory, Store } from "./optimistic-store.ts";

/** A list of its own: until the write is granted, nobody else has any of it. */
export function withStep(saga: SagaRecord, step: string): SagaRecord {
  return { ...saga, done: [...saga.done, step] };
}

/** Undone in fact, the last one first; one that cannot be undone now is for the caller to try again. */
export async function compensate(
  saga: SagaRecord,
  undo: (step: string) => Promise<void>,
): Promise<SagaRecord> {
  const undone: string[] = [];
  for (const step of [...saga.done].reverse()) {
    await undo(step);
    undone.push(step);
  }
  return { ...saga, state: "compensated", undone };
}

/** Looking and writing are one in the memory itself: no lock of this process has a part in it. */
export function openStore(_own: Memory, shared: SharedMemory): Store {
  return {
    get: (key) => shared.get(key),
    compareAndSet: (key, expected, value) =>
      shared.change(key, ({ version }) =>
        version === expected ? { version: expected + 1, value } : undefined,
      ),
  };
}
