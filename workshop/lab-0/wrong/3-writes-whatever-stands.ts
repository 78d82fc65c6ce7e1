/** Reading and writing as one is of no use if what was read is not looked at. */

import type { SharedMemory } from "../agent.ts";
import type { Memory, Store } from "../optimistic-store.ts";

export { compensate, withStep } from "../solution.ts";

export function openStore(_own: Memory, shared: SharedMemory): Store {
  return {
    get: (key) => shared.get(key),
    compareAndSet: (key, _expected, value) =>
      shared.change(key, ({ version }) => ({ version: version + 1, value })),
  };
}
