/** Expands a calendar without keeping this process from its other work, and its heartbeat. */

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Expanded, ToExpand } from "./expansion.ts";

const MEMORY_LIMITS = { maxOldGenerationSizeMb: 128 };

export async function expandInThread(workerData: ToExpand): Promise<Expanded> {
  const program = new URL("../dist/expansion-thread.js", import.meta.url);
  // Without our own flags: it runs the compiled program, also when a test runs the sources.
  const thread = new Worker(program, { workerData, resourceLimits: MEMORY_LIMITS, execArgv: [] });
  try {
    const [expanded] = await once(thread, "message");
    return expanded as Expanded;
  } finally {
    await thread.terminate();
  }
}
