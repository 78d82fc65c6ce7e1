/**
 * What happens in the state, as it happens (`/api/changes`, server-sent events).
 *
 * There is one connection for the whole page. When it is lost the browser takes it up again where it
 * was; what cannot be made up for is told as a gap, after which everything is read anew.
 */

import type { Commit } from "@holdfast/api";
import { signal } from "@preact/signals";
import { forgetSeen } from "../api/http.ts";

export type Key = Commit["changes"][number]["key"];

/** `undefined`: anything may have changed. */
type Listener = (commit: Commit | undefined) => void;

export const connection = signal<"connecting" | "live" | "lost">("connecting");
/** The last commit that we were told of. */
export const lastCommit = signal<Commit | undefined>(undefined);

const listeners = new Set<Listener>();
/** A browser that was refused does not try again by itself. */
const RETRY_MS = 1_000;
let source: EventSource | undefined;
let lastId = "";

/** Returns how to stop listening. */
export function onCommit(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function connect(): void {
  source?.close();
  const opened = new EventSource(`/api/changes${lastId && `?after=${lastId}`}`);
  source = opened;
  opened.onopen = () => {
    const wasLost = connection.value === "lost";
    connection.value = "live";
    // What is not in the feed (who is there, how old something is) may be different now.
    if (wasLost) tellAll(undefined);
  };
  opened.onmessage = ({ lastEventId }) => {
    lastId = lastEventId;
  };
  opened.addEventListener("commit", (event) => {
    lastId = event.lastEventId;
    const commit = JSON.parse(event.data) as Commit;
    lastCommit.value = commit;
    tellAll(commit);
  });
  opened.addEventListener("gap", (event) => {
    lastId = event.lastEventId;
    forgetSeen();
    tellAll(undefined);
  });
  opened.onerror = () => {
    connection.value = "lost";
    if (opened.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
  };
}

// A stream whose network is gone says nothing, for minutes: it is tried at once whether it still is there.
window.addEventListener("offline", connect);
window.addEventListener("online", connect);

function tellAll(commit: Commit | undefined): void {
  for (const listener of [...listeners]) listener(commit);
}
