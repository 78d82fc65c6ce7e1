/**
 * What was read of the tree lately, by those who write: also that a key is not there.
 *
 * A key that changes goes through the tail first. So what is known of it is dropped when it enters the
 * tail, and read anew when it has left it. Used under the write lock only, where tail and tree are both
 * up to date.
 */

import type { EncodedKey } from "@holdfast/shared-state/engine";
import { readVersion, type Version } from "./records.ts";
import type { Store } from "./store.ts";

const KEYS_MAX = 10_000;
/** A longer value costs more memory than the reading that it saves. */
const VALUE_LENGTH_MAX = 4_096;

export class TreeCache {
  readonly #store: Store;
  readonly #known = new Map<EncodedKey, Version | undefined>();

  constructor(store: Store) {
    this.#store = store;
  }

  read(key: EncodedKey): Version | undefined {
    const known = this.#known.get(key);
    if (known !== undefined || this.#known.has(key)) return known;
    const text = this.#store.tree.get(key);
    if (text === undefined) {
      this.#remember(key, undefined);
      return undefined;
    }
    const version = readVersion(text);
    if (text.length <= VALUE_LENGTH_MAX) this.#remember(key, version);
    return version;
  }

  forget(key: EncodedKey): void {
    this.#known.delete(key);
  }

  forgetAll(): void {
    this.#known.clear();
  }

  #remember(key: EncodedKey, version: Version | undefined): void {
    if (this.#known.size >= KEYS_MAX) this.#known.clear();
    this.#known.set(key, version);
  }
}
