/** The table of children as the others see it: documents in the shared state, one per child. */

import { Worker } from "node:worker_threads";
import type { ChildStatus } from "./child.ts";

/** The collection. */
export const AGENTS = "agents";

export interface AgentRecord {
  readonly name: string;
  readonly role: string;
  readonly state: ChildStatus["state"];
  readonly pid?: number;
  readonly restarts: number;
  /** Wall time in milliseconds. */
  readonly startedAt?: number;
  readonly downReason?: string;
  readonly lastEnd?: ChildStatus["lastEnd"];
  readonly rssBytes?: number;
}

export interface StatusThreadOptions {
  readonly stateFolder: string;
}

export interface StatusPublisher {
  publish(children: readonly ChildStatus[]): void;
  close(): Promise<void>;
}

/** Memory is told in steps, so that it does not make a commit each second. */
const MEMORY_STEP = 16 * 2 ** 20;

/** `onFailed`: the state cannot be opened, for example because the file is not one of ours. */
export function publishStatus(
  options: StatusThreadOptions,
  onFailed: (error: Error) => void,
): StatusPublisher {
  const program = new URL("./status-thread.js", import.meta.url);
  const thread = new Worker(program, { workerData: options });
  thread.once("error", onFailed);
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  let last = "";
  return {
    publish(children) {
      const table = children.map(toRecord);
      const text = JSON.stringify(table);
      if (text === last) return;
      last = text;
      thread.postMessage(table);
    },
    async close() {
      thread.postMessage("close");
      await ended;
    },
  };
}

function toRecord(status: ChildStatus): AgentRecord {
  const { name, role, state, pid, restarts, startedAtMs, downReason, lastEnd } = status;
  const rssBytes = status.rssBytes && Math.round(status.rssBytes / MEMORY_STEP) * MEMORY_STEP;
  return {
    name,
    role,
    state,
    pid,
    restarts,
    startedAt: startedAtMs,
    downReason,
    lastEnd,
    rssBytes,
  };
}
