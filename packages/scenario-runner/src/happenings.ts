/**
 * What has happened in a run so far, by name, for those who wait for it: `done ada.book`,
 * `struck kill`. What has happened once has happened for good.
 */

export class Happenings {
  readonly #waited = new Map<string, PromiseWithResolve>();
  readonly #happened = new Set<string>();
  readonly #waiting = new Map<string, number>();
  /** Of a meeting: how many have come. */
  readonly #arrived = new Map<string, number>();

  happen(name: string): void {
    this.#happened.add(name);
    this.#entry(name).resolve();
  }

  has(name: string): boolean {
    return this.#happened.has(name);
  }

  async when(name: string): Promise<void> {
    if (this.has(name)) return;
    this.#waiting.set(name, (this.#waiting.get(name) ?? 0) + 1);
    await this.#entry(name).promise;
    this.#waiting.set(name, this.#waiting.get(name)! - 1);
  }

  /** Comes to a meeting of so many, and waits for the others. */
  meet(name: string, size: number): Promise<void> {
    const arrived = (this.#arrived.get(name) ?? 0) + 1;
    this.#arrived.set(name, arrived);
    if (arrived >= size) this.happen(`met ${name}`);
    return this.when(`met ${name}`);
  }

  /** What somebody waits for at this moment. */
  waitedFor(): string[] {
    return [...this.#waiting].flatMap(([name, count]) => (count > 0 ? [name] : []));
  }

  #entry(name: string): PromiseWithResolve {
    const known = this.#waited.get(name);
    if (known) return known;
    let resolve = () => {};
    const promise = new Promise<void>((settle) => {
      resolve = settle;
    });
    const entry = { promise, resolve };
    this.#waited.set(name, entry);
    return entry;
  }
}

interface PromiseWithResolve {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}
