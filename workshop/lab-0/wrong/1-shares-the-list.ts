/** Copying the record copies the reference to its list, and the list stays the stored one. */

import type { SagaRecord } from "../booking-saga.ts";

export { compensate, openStore } from "../solution.ts";

export function withStep(saga: SagaRecord, step: string): SagaRecord {
  const { done, ...others } = saga;
  const copy = Object.assign({}, others, { done });
  copy.done.push(step);
  return copy;
}
