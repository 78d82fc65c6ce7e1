/**
 * The store that the project grew from: values with versions, written if the version still stands, with
 * a lock per key so that looking and writing are one. It lives in the memory of its process.
 */

/** Of what is not there yet, the version is 0. */
export interface Versioned<T> {
  readonly version: number;
  readonly value: T | undefined;
}

/** Where a store keeps what it knows. */
export interface Memory {
  get<T>(key: string): Promise<Versioned<T>>;
  put<T>(key: string, entry: Versioned<T>): Promise<void>;
}

export interface Store extends Pick<Memory, "get"> {
  /** False: another version stands by now, and nothing was written. */
  compareAndSet<T>(key: string, expected: number, value: T): Promise<boolean>;
}

export class OptimisticStore implements Store {
  readonly #memory: Memory;
  readonly #locks = new KeyedLocks();

  constructor(memory: Memory = new OwnMemory()) {
    this.#memory = memory;
  }

  get<T>(key: string): Promise<Versioned<T>> {
    return this.#memory.get(key);
  }

  compareAndSet<T>(key: string, expected: number, value: T): Promise<boolean> {
    return this.#locks.run(key, async () => {
      const { version } = await this.#memory.get(key);
      if (version !== expected) return false;
      await this.#memory.put(key, { version: expected + 1, value });
      return true;
    });
  }
}

export class OwnMemory implements Memory {
  readonly #entries = new Map<string, Versioned<unknown>>();

  async get<T>(key: string): Promise<Versioned<T>> {
    return (this.#entries.get(key) as Versioned<T>) ?? { version: 0, value: undefined };
  }

  async put<T>(key: string, entry: Versioned<T>): Promise<void> {
    this.#entries.set(key, entry);
  }
}

/** One at a time for each key, in the order in which they came. */
class KeyedLocks {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(key: string, body: () => Promise<T>): Promise<T> {
    const turn = Promise.resolve(this.#last.get(key)).then(body, body);
    this.#last.set(key, turn);
    return turn;
  }
}
