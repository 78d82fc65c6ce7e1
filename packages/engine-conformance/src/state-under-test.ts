/**
 * What the kit needs from whoever tests an engine: states that it can open several times, as several
 * processes would, and throw away afterwards.
 */

import type { Clock, Engine, Retention } from "@holdfast/shared-state/engine";

/** One state: a folder, a cluster, a store in memory. Empty when it is created. */
export interface StateUnderTest {
  /** Another handle on the same state, as another process would have. */
  open(options?: { retention?: Partial<Retention> }): Promise<Engine>;
  /** Removes whatever the state takes up. Called when every handle has been closed. */
  destroy(): Promise<void>;
}

/** Creates an empty state. All its handles run on `clock`; without one, on the system's. */
export type CreateState = (options: { clock?: Clock }) => Promise<StateUnderTest>;
