/** A compensation that is written down and never run has undone nothing. */

import type { SagaRecord } from "../booking-saga.ts";

export { openStore, withStep } from "../solution.ts";

export async function compensate(saga: SagaRecord): Promise<SagaRecord> {
  return { ...saga, state: "compensated", undone: [...saga.done].reverse() };
}
