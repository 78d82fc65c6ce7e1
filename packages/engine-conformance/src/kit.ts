/**
 * How a guarantee says what it checks. Each check gets a state of its own, and every handle that it
 * opens is closed for it, so that a check that fails leaves nothing behind either.
 *
 *     export const keyOrder: Guarantee = ({ check }) => {
 *       check("numbers sort before strings", async (open) => { … });
 *     };
 */

import {
  type Clock,
  type Engine,
  ManualClock,
  type Retention,
} from "@holdfast/shared-state/engine";
import { it } from "vitest";
import type { CreateState } from "./state-under-test.ts";

export type Open = (options?: { retention?: Partial<Retention> }) => Promise<Engine>;

export interface Kit {
  /** Runs on the system's clock. */
  check(sentence: string, body: (open: Open) => Promise<void>): void;
  /** Runs on a clock that stands still until the check moves it. */
  checkInTime(sentence: string, body: (open: Open, clock: ManualClock) => Promise<void>): void;
  /** Runs on a clock that the check makes itself. */
  checkOn(clock: () => Clock, sentence: string, body: (open: Open) => Promise<void>): void;
}

export type Guarantee = (kit: Kit) => void;

export function createKit(createState: CreateState): Kit {
  return {
    check: (sentence, body) => {
      it(sentence, () => withState(createState, {}, body));
    },
    checkInTime: (sentence, body) => {
      it(sentence, () => {
        const clock = new ManualClock();
        return withState(createState, { clock }, (open) => body(open, clock));
      });
    },
    checkOn: (makeClock, sentence, body) => {
      it(sentence, () => withState(createState, { clock: makeClock() }, body));
    },
  };
}

/** Creates a state, lends it, and clears it away however the body ends. */
export async function withState<T>(
  createState: CreateState,
  options: { clock?: Clock },
  body: (open: Open) => Promise<T>,
): Promise<T> {
  const state = await createState(options);
  const opened: Engine[] = [];
  try {
    return await body(async (openOptions) => {
      const engine = await state.open(openOptions);
      opened.push(engine);
      return engine;
    });
  } finally {
    await Promise.all(opened.map((engine) => engine.close()));
    await state.destroy();
  }
}
