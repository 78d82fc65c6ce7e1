/**
 * A generation's entries: as `apply` writes them, and as readers see them.
 *
 * What `apply` writes is held back until the batch is complete. One source commit can be taken back
 * out of it, when it turns out to be poisoned, or to be too much for this transaction. An entry that
 * ends as it was is not written at all.
 */

import type { Entry, Manifest, RangeOptions, Snapshot, Transaction } from "./engine.ts";
import { HoldfastError } from "./errors.ts";
import { type EncodedKey, encodeKey, type Key } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import type { ProjectionView } from "./projection-definition.ts";

/** As JSON; undefined: there is no such entry. */
type Json = string | undefined;

interface Written {
  readonly key: Key;
  readonly json: Json;
}

export class BufferedView implements ProjectionView {
  readonly #tx: Transaction;
  readonly #prefix: Key;
  readonly #limits: Manifest;
  /** Entries as the transaction found them. */
  readonly #before = new Map<EncodedKey, Json>();
  /** Entries that are now otherwise. */
  readonly #written = new Map<EncodedKey, Written>();
  /** What the present source commit has overwritten, in order. */
  #undo: [EncodedKey, Written | undefined][] = [];

  constructor(tx: Transaction, prefix: Key, limits: Manifest) {
    this.#tx = tx;
    this.#prefix = prefix;
    this.#limits = limits;
  }

  /** How many keys the transaction will write for this view. */
  get size(): number {
    return this.#written.size;
  }

  get<T>(key: Key): T | undefined {
    const encoded = this.#encode(key);
    const written = this.#written.get(encoded);
    const json = written ? written.json : this.#found(encoded, key);
    return json === undefined ? undefined : (JSON.parse(json) as T);
  }

  put(key: Key, value: unknown): void {
    const json: Json = JSON.stringify(value);
    const max = this.#limits.valueBytesMax;
    if (json === undefined) throw new HoldfastError("value-invalid");
    if (json.length * 3 > max && Buffer.byteLength(json) > max) {
      throw new HoldfastError("value-too-large");
    }
    this.#write(key, json);
  }

  delete(key: Key): void {
    this.#write(key, undefined);
  }

  /** What is written from here on can be taken back. */
  begin(): void {
    this.#undo = [];
  }

  takeBack(): void {
    for (const [encoded, before] of this.#undo.reverse()) {
      if (before) this.#written.set(encoded, before);
      else this.#written.delete(encoded);
    }
    this.#undo = [];
  }

  /** Writes everything, and says by how many entries the view has grown. */
  flush(): number {
    let grown = 0;
    for (const [encoded, { key, json }] of this.#written) {
      const before = this.#before.get(encoded);
      if (before === undefined) grown += 1;
      if (json === undefined) grown -= 1;
      if (json === undefined) this.#tx.delete([...this.#prefix, ...key]);
      else this.#tx.put([...this.#prefix, ...key], JSON.parse(json));
    }
    return grown;
  }

  #write(key: Key, json: Json): void {
    const encoded = this.#encode(key);
    const found = this.#found(encoded, key);
    this.#undo.push([encoded, this.#written.get(encoded)]);
    if (json === found) this.#written.delete(encoded);
    else this.#written.set(encoded, { key, json });
  }

  #found(encoded: EncodedKey, key: Key): Json {
    if (!this.#before.has(encoded)) {
      const value = this.#tx.get([...this.#prefix, ...key]);
      this.#before.set(encoded, value === undefined ? undefined : JSON.stringify(value));
    }
    return this.#before.get(encoded);
  }

  #encode(key: Key): EncodedKey {
    if (key.length === 0) throw new HoldfastError("key-invalid", { problem: "The key is empty." });
    const encoded = encodeKey([...this.#prefix, ...key]);
    if (encoded.length > this.#limits.keyBytesMax) throw new HoldfastError("key-too-large");
    return encoded;
  }
}

/** A whole generation as readers see it, at one revision. Keys are the view's own. */
export interface ProjectionReader {
  get<T>(key: Key): Promise<T | undefined>;
  /** Entries in key order. */
  range<T>(options: RangeOptions): Promise<readonly Entry<T>[]>;
}

export function readGeneration(
  snapshot: Snapshot,
  name: string,
  generation: number,
): ProjectionReader {
  const prefix = keyspace.projectionView(name, generation);
  return {
    get: (key) => snapshot.get([...prefix, ...key]),
    async range<T>(options: RangeOptions) {
      const entries = await snapshot.range<T>({
        ...options,
        prefix: [...prefix, ...options.prefix],
        ...(options.after && { after: [...prefix, ...options.after] }),
      });
      return entries.map(({ key, value }) => ({ key: key.slice(prefix.length), value }));
    },
  };
}
