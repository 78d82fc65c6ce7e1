/** Expands a calendar without keeping this process from its other work, and its heartbeat. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

const MEMORY_LIMITS = { maxOldGenerationSizeMb: 128 };
export async function expandInThread(workerData) {
  const program = new URL("../dist/expansion-thread.js", import.meta.url);
  // Without our own flags: it runs the compiled program, also when a test runs the sources.
  const thread = new Worker(program, { workerData, resourceLimits: MEMORY_LIMITS, execArgv: [] });
  try {
    const [expanded] = await once(thread, "message");
    return expanded;
  } finally {
    await thread.terminate();
  }
}
//# sourceMappingURL=expand-in-thread.js.map
