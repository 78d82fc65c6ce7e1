/** Written where all can see it, and read where nobody else writes. */

import type { SharedMemory } from "../agent.ts";
import type { Memory, Store } from "../optimistic-store.ts";

export { compensate, withStep } from "../solution.ts";

export function openStore(own: Memory, shared: SharedMemory): Store {
  return {
    get: (key) => own.get(key),
    compareAndSet: (key, expected, value) =>
      shared.change(key, ({ version }) =>
        version === expected ? { version: expected + 1, value } : undefined,
      ),
  };
}
