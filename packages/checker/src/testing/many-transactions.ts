/** A history of many transactions, each of which reads two keys and writes one: none is wrong. */

import type { Operation } from "../history.ts";

const KEYS = 10_000;
/** Steps through all the keys, in an order that looks like none. */
const STRIDE = 7_919;

export function manyTransactions(count: number): Operation[] {
  const keys = Array.from({ length: KEYS }, (_, index) => `room/${index}`);
  const standing = new Int32Array(KEYS);
  const operations: Operation[] = [];
  for (let index = 0; index < count; index++) {
    const one = (index * STRIDE) % KEYS;
    const two = (index * 31 + 17) % KEYS;
    const reads = [
      { key: keys[one]!, revision: standing[one]! },
      { key: keys[two]!, revision: standing[two]! },
    ];
    const revision = index + 1;
    standing[one] = revision;
    operations.push({
      kind: "operation",
      id: `t${index}`,
      process: `p${index % 50}`,
      name: "transaction",
      key: "",
      input: null,
      invokedMs: index,
      completedMs: index + 1,
      outcome: "ok",
      output: { reads, writes: [{ key: keys[one]! }], revision },
    });
  }
  return operations;
}
