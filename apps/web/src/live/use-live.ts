/**
 * What a component shows of the state: loaded when it appears, and again whenever a commit concerns
 * it, or the page shows another moment.
 *
 *     const rooms = useLive(() => getRooms(), { concerns: inCollection("rooms") });
 *     if (rooms.kind !== "ready") return <NotReady of={rooms} />;
 *
 * While it is loaded anew, what was there stays. Of many commits at once it is loaded at most twice:
 * for the first, and once more after the last.
 */

import type { Commit } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import { asOf } from "../time/as-of.ts";
import { type Key, onCommit } from "./changes.ts";

export type Live<T> =
  | { readonly kind: "loading" }
  /** `failed`: the latest attempt to load it anew has. */
  | { readonly kind: "ready"; readonly value: T; readonly failed?: Error }
  | { readonly kind: "failed"; readonly error: Error };

interface LiveOptions {
  /** Does a change of this key concern it? Nothing does when absent. */
  readonly concerns?: (key: Key) => boolean;
  /** Loaded anew when one of them differs. */
  readonly on?: readonly unknown[];
  /** Also without a commit, so often. */
  readonly everyMs?: number;
}

/** Between two loads. */
const PAUSE_MS = 100;

type Loader<T> = (signal: AbortSignal) => Promise<T>;

/** With `reload`, for whoever has just changed it. */
export function useLive<T>(
  load: Loader<T>,
  { concerns, on = [], everyMs }: LiveOptions = {},
): Live<T> & { readonly reload: () => void } {
  const live = useSignal<Live<T>>({ kind: "loading" });
  const newest = useRef(load);
  newest.current = load;
  const heeds = useRef(concerns);
  heeds.current = concerns;
  const moment = asOf.value;
  const again = useRef(() => {});

  useEffect(() => {
    let told = false;
    const loading = new Loading(
      (signal) => newest.current(signal),
      (next: Live<T>) => {
        const before = live.value;
        // What was there is of this very moment, and of these very things: only not the newest.
        const canStay = told && before.kind === "ready";
        told = true;
        live.value = next.kind === "failed" && canStay ? { ...before, failed: next.error } : next;
      },
    );
    again.current = () => loading.ask();
    loading.ask();
    const stopListening = onCommit((commit) => {
      if (moment === undefined && isConcerned(heeds.current, commit)) loading.ask();
    });
    return () => {
      stopListening();
      loading.stop();
    };
  }, [moment, ...on]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => again.current(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);

  const reload = useCallback(() => again.current(), []);
  return { ...live.value, reload };
}

function isConcerned(concerns: LiveOptions["concerns"], commit: Commit | undefined): boolean {
  if (commit === undefined) return true;
  return concerns !== undefined && commit.changes.some(({ key }) => concerns(key));
}

/** One load at a time, and one more when it was asked for meanwhile. */
class Loading<T> {
  readonly #load: Loader<T>;
  readonly #tell: (next: Live<T>) => void;
  readonly #stopped = new AbortController();
  #busy = false;
  #askedMeanwhile = false;

  constructor(load: Loader<T>, tell: (next: Live<T>) => void) {
    this.#load = load;
    this.#tell = tell;
  }

  ask(): void {
    if (this.#busy) {
      this.#askedMeanwhile = true;
      return;
    }
    this.#busy = true;
    void this.#loadOnce();
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #loadOnce(): Promise<void> {
    const { signal } = this.#stopped;
    const next = await this.#load(signal).then(
      (value): Live<T> => ({ kind: "ready", value }),
      (error: Error): Live<T> => ({ kind: "failed", error }),
    );
    if (signal.aborted) return;
    this.#tell(next);
    setTimeout(() => {
      this.#busy = false;
      if (!this.#askedMeanwhile || signal.aborted) return;
      this.#askedMeanwhile = false;
      this.ask();
    }, PAUSE_MS);
  }
}

/** For `concerns`: documents of these collections. */
export function inCollection(...collections: readonly string[]) {
  return ([kind, collection]: Key) =>
    kind === "document" && collections.includes(String(collection));
}

/** For `concerns`: keys that begin so. */
export function under(...prefix: Key) {
  return (key: Key) => prefix.every((part, index) => key[index] === part);
}
