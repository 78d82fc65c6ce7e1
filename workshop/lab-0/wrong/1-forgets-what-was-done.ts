/** A list of its own, but without what was done before. */

import type { SagaRecord } from "../booking-saga.ts";

export { compensate, openStore } from "../solution.ts";

export function withStep(saga: SagaRecord, step: string): SagaRecord {
  return { ...saga, done: [step] };
}
