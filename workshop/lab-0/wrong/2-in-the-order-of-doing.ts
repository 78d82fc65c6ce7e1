/** The room is free for others while people who were told of the meeting can still come to it. */

import type { SagaRecord } from "../booking-saga.ts";

export { openStore, withStep } from "../solution.ts";

export async function compensate(
  saga: SagaRecord,
  undo: (step: string) => Promise<void>,
): Promise<SagaRecord> {
  for (const step of saga.done) await undo(step);
  return { ...saga, state: "compensated", undone: [...saga.done] };
}
