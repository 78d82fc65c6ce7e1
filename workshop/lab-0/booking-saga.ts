/** The saga of the same chapter: reserve the room, notify the people, confirm; or undo what was done. */

import type { Answer } from "./agent.ts";
import type { Store } from "./optimistic-store.ts";

export const STEPS = ["reserve-room", "notify", "confirm"] as const;
export type StepName = (typeof STEPS)[number];

export interface SagaRecord {
  readonly state: "running" | "completed" | "compensated";
  /** What was done, and what was undone, each in its order. */
  readonly done: string[];
  readonly undone: string[];
}

export const begun = (): SagaRecord => ({ state: "running", done: [], undone: [] });

export interface Deeds {
  /** @throws Error when it cannot be done; then it has not been */
  perform(step: StepName): Promise<void>;
  undo(step: string): Promise<void>;
}

/** Called again after a failure, it goes on from what the store knows. */
export async function bookMeeting(
  store: Store,
  deeds: Deeds,
  { withStep, compensate }: Pick<Answer, "withStep" | "compensate">,
): Promise<SagaRecord> {
  for (const step of STEPS) {
    if ((await readSaga(store)).value.done.includes(step)) continue;
    try {
      await deeds.perform(step);
    } catch {
      return change(store, (saga) => compensate(saga, (done) => deeds.undo(done)));
    }
    await change(store, async (saga) => withStep(saga, step));
  }
  return change(store, async (saga) => ({ ...saga, state: "completed" }));
}

export async function readSaga(store: Store): Promise<{ version: number; value: SagaRecord }> {
  const { version, value = begun() } = await store.get<SagaRecord>("saga");
  return { version, value };
}

async function change(store: Store, decide: (saga: SagaRecord) => Promise<SagaRecord>) {
  for (;;) {
    const { version, value } = await readSaga(store);
    const decided = await decide(value);
    if (await store.compareAndSet("saga", version, decided)) return decided;
  }
}
