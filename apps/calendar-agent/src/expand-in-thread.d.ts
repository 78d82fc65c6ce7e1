/** Expands a calendar without keeping this process from its other work, and its heartbeat. */
import type { Expanded, ToExpand } from "./expansion.ts";
export declare function expandInThread(workerData: ToExpand): Promise<Expanded>;
