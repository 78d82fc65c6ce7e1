/** Two sequences in key order, as one. Of a key that both have, the first one's entry counts. */

import type { EncodedKey } from "@holdfast/shared-state/engine";

export type Keyed<T> = readonly [key: EncodedKey, value: T];

export function* mergeByKey<A, B>(
  first: Iterable<Keyed<A>>,
  second: Iterable<Keyed<B>>,
  { reverse }: { reverse: boolean },
): Generator<Keyed<A | B>> {
  const isBefore = (a: EncodedKey, b: EncodedKey) => (reverse ? a > b : a < b);
  const others = second[Symbol.iterator]();
  try {
    let other = others.next();
    for (const entry of first) {
      while (!other.done && isBefore(other.value[0], entry[0])) {
        yield other.value;
        other = others.next();
      }
      if (!other.done && other.value[0] === entry[0]) other = others.next();
      yield entry;
    }
    while (!other.done) {
      yield other.value;
      other = others.next();
    }
  } finally {
    others.return?.(); // Whoever stops early frees the store's cursor.
  }
}
