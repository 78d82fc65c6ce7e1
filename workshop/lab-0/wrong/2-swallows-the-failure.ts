/** An undoing that failed has not undone anything, whether or not somebody caught its error. */

import type { SagaRecord } from "../booking-saga.ts";

export { openStore, withStep } from "../solution.ts";

export async function compensate(
  saga: SagaRecord,
  undo: (step: string) => Promise<void>,
): Promise<SagaRecord> {
  const undone = [...saga.done].reverse();
  for (const step of undone) await undo(step).catch(() => {});
  return { ...saga, state: "compensated", undone };
}
