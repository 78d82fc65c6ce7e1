/** The thread that expands one calendar, and ends. */

import { parentPort, workerData } from "node:worker_threads";
import { expand, type ToExpand } from "./expansion.ts";

parentPort?.postMessage(expand(workerData as ToExpand));
