/**
 * Watches `/api/changes`, and records what it is told in the order in which it is. A stream that breaks
 * is asked for again from where it was.
 */

import type { Seen, StoreCommit } from "@holdfast/checker";
import { sleep } from "@holdfast/shared-state";
import type { WatchFrom } from "../actors/stage.ts";
import { clock, until, WaitedInVain } from "../patience.ts";
import type { Recorder } from "../recorder.ts";
import type { Processes } from "./processes.ts";

export interface WatcherOptions extends WatchFrom {
  readonly watcher: string;
  readonly recorder: Recorder;
}

const AGAIN_MS = 50;
/** As long as everything else may take to come to rest: a slow machine is no broken promise. */
const LAST_MS_MAX = 30_000;

export class Watcher {
  /** Resolves once it is known from where it watches. */
  readonly begun: Promise<void>;
  readonly #processes: Pick<Processes, "open">;
  readonly #options: WatcherOptions;
  readonly #over = new AbortController();
  readonly #began: () => void;
  #after: number | undefined;
  #last: number | undefined;

  constructor(processes: Pick<Processes, "open">, options: WatcherOptions) {
    this.#processes = processes;
    this.#options = options;
    this.#after = options.after;
    this.#last = options.after;
    let began = () => {};
    this.begun = new Promise((resolve) => {
      began = resolve;
    });
    this.#began = began;
    void this.#watch();
  }

  /**
   * Waits until it has been told all of these that it watches for, if it ever is; then ends, and records
   * up to where it had to be told everything.
   */
  async finish(commits: readonly StoreCommit[]): Promise<void> {
    const { prefix } = this.#options;
    const watched = commits.filter(({ changes }) =>
      changes.some(({ key }) => prefix.every((part, index) => key[index] === part)),
    );
    const last = watched.at(-1)?.revision ?? 0;
    const toldAll = () => (this.#last ?? 0) >= last;
    await until("the watcher was told all", toldAll, { waitMsMax: LAST_MS_MAX }).catch((error) => {
      if (!(error instanceof WaitedInVain)) throw error;
    });
    this.close();
    this.#recordClosed(commits.at(-1)?.revision ?? 0);
  }

  close(): void {
    this.#over.abort();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.#stream(signal).catch(() => {}); // It broke: what is missing is asked for again.
      await sleep(clock, AGAIN_MS, signal);
    }
  }

  async #stream(signal: AbortSignal): Promise<void> {
    const last = this.#last;
    const headers: Record<string, string> =
      last === undefined ? {} : { "last-event-id": String(last) };
    const path = `/api/changes?prefix=${encodeURIComponent(this.#options.prefix.join(","))}`;
    const response = await this.#processes.open(path, headers, signal);
    const decoder = new TextDecoder();
    let text = "";
    for await (const piece of response.body ?? []) {
      text += decoder.decode(piece as Uint8Array, { stream: true });
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) this.#told(event);
    }
  }

  /** The first event of a stream only says from where it goes on. */
  #told(event: string): void {
    const revision = Number(/^id: ?(\d+)$/m.exec(event)?.[1] ?? Number.NaN);
    if (Number.isNaN(revision)) return;
    this.#last = revision;
    if (this.#after === undefined) this.#after = revision;
    this.#began();
    if (/^event: ?commit$/m.test(event)) this.#record(revision);
  }

  /** Of one that never got to know from where it watches, nothing can be said. */
  #recordClosed(revision: number): void {
    const { watcher, prefix, recorder } = this.#options;
    if (this.#after === undefined) return;
    const atMs = clock.monotonicMs();
    recorder.record({ kind: "watch-closed", watcher, prefix, after: this.#after, revision, atMs });
  }

  #record(revision: number): void {
    const { watcher, prefix, recorder } = this.#options;
    const after = this.#after ?? 0;
    const atMs = clock.monotonicMs();
    const seen: Seen = { kind: "seen", watcher, prefix, after, revision, atMs };
    recorder.record(seen);
  }
}
