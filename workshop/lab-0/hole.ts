/** Lab 0: three places of the chapter's code, each with a fault. `holdfast lab 0` judges them in turn. */

import type { SharedMemory } from "./agent.ts";
import type { SagaRecord } from "./booking-saga.ts";
import { type Memory, OptimisticStore, type Store } from "./optimistic-store.ts";

/** Step 1: the record as it is to be written when a step is done. Its writing may be refused. */
export function withStep(saga: SagaRecord, step: string): SagaRecord {
  const copy = { ...saga };
  copy.done.push(step);
  return copy;
}

/** Step 2: a step has failed. What was done before it is undone, and the saga is over. */
export async function compensate(
  saga: SagaRecord,
  _undo: (step: string) => Promise<void>,
): Promise<SagaRecord> {
  return { ...saga, state: "compensated", undone: [...saga.done] };
}

/** Step 3: the store of one process, when several book. `own` is its memory, `shared` that of all. */
export function openStore(own: Memory, _shared: SharedMemory): Store {
  return new OptimisticStore(own);
}
