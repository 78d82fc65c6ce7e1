/** The stream of changes, to see a moment as it comes. */

import type { Commit } from "@holdfast/api";
import { readEvents } from "../events.ts";
import type { Gateway } from "../http.ts";

export interface Watching {
  /** Resolves at the nth such commit from now on; never, when it was stopped before. */
  nth(count: number, isWanted: (commit: Commit) => boolean): Promise<void>;
  stop(): void;
}

/** Resolves once the stream is open: what is committed from now on will be seen. */
export async function watchCommits(gateway: Gateway, prefix: string): Promise<Watching> {
  const stopping = new AbortController();
  const response = await gateway.open("/api/changes", {
    query: { prefix },
    signal: stopping.signal,
  });
  const listeners: ((commit: Commit) => void)[] = [];
  void follow(response, (commit) => {
    for (const listener of listeners) listener(commit);
  });
  return {
    nth: (count, isWanted) =>
      new Promise((found) => {
        let left = count;
        listeners.push((commit) => {
          if (!isWanted(commit)) return;
          left -= 1;
          if (left === 0) found();
        });
      }),
    stop: () => stopping.abort(),
  };
}

async function follow(response: Response, see: (commit: Commit) => void): Promise<void> {
  try {
    for await (const { event, data } of readEvents(response)) {
      if (event === "commit") see(JSON.parse(data) as Commit);
    }
  } catch {
    // It was stopped, or the connection broke: whoever waits has other signs to go by.
  }
}
