/**
 * The table of children as the others see it: documents in the shared state, one per child, and one
 * with the figures of all of them, which change all the time. And the way by which orders to break
 * something reach the main thread, and what became of them goes back.
 */

import { Worker } from "node:worker_threads";
import type { BreakingMode, FaultName, Order, OrderOutcome } from "@holdfast/agent-runtime/process";
import type { FailpointTask } from "@holdfast/shared-state/engine";
import type { ChildStatus } from "./child.ts";

/** The collections. */
export const AGENTS = "agents";
export const AGENT_FIGURES = "agent-figures";
/** The one document of the last. */
export const FIGURES_OF_ALL = "all";

export interface AgentRecord {
  readonly name: string;
  readonly role: string;
  readonly state: ChildStatus["state"];
  readonly pid?: number;
  readonly restarts: number;
  /** Its limit, in MiB. */
  readonly memoryMb: number;
  /** Wall time in milliseconds. */
  readonly startedAt?: number;
  readonly downReason?: string;
  readonly lastEnd?: ChildStatus["lastEnd"];
  readonly rssBytes?: number;
}

/** What a process said of itself in its last beat. Moments are wall time in milliseconds. */
export interface AgentFigures {
  readonly pid: number;
  readonly lastBeatAt: number;
  readonly mainLagMs?: number;
  readonly rssBytes?: number;
  readonly cpuPercent?: number;
  readonly longestWriteMs?: number;
  readonly tasksUnderWay?: number;
  readonly tasksBegun?: number;
}

/** By the processes' names. */
export type FiguresOfAll = Readonly<Record<string, AgentFigures>>;

export interface StatusThreadOptions {
  readonly stateFolder: string;
  /** Orders to break something are taken; absent: they are not. */
  readonly breaking?: {
    readonly mode: BreakingMode;
    readonly unavailable: Readonly<Partial<Record<FaultName, string>>>;
  };
}

/** What the main thread says to the other … */
export type ToStatusThread =
  | { readonly kind: "table"; readonly table: readonly AgentRecord[] }
  | { readonly kind: "figures"; readonly figures: FiguresOfAll }
  | { readonly kind: "outcome"; readonly id: string; readonly outcome: OrderOutcome }
  | { readonly kind: "await-task"; readonly id: string; readonly task: FailpointTask }
  | { readonly kind: "close" };

/** … and hears from it. */
export type FromStatusThread =
  | { readonly kind: "order"; readonly id: string; readonly order: Order }
  | { readonly kind: "task-ended"; readonly id: string; readonly inTime: boolean };

export interface StatusEvents {
  /** The state cannot be opened, for example because the file is not one of ours. */
  readonly onFailed: (error: Error) => void;
  readonly onOrder?: (id: string, order: Order) => void;
}

export interface StatusPublisher {
  /** @param nowMs on a monotonic clock */
  publish(children: readonly ChildStatus[], nowMs: number): void;
  /** What has become of an order, so far. */
  settle(id: string, outcome: OrderOutcome): void;
  /** Resolves once nobody has to do the task any more; with false when that takes too long. */
  taskEnds(orderId: string, task: FailpointTask): Promise<boolean>;
  close(): Promise<void>;
}

/** Memory is told in steps, so that it does not make a commit each second. */
const MEMORY_STEP = 16 * 2 ** 20;
/** Each telling is a commit: of a system that nobody looks at they shall be few. */
const FIGURES_EVERY_MS = 15_000;
const FIGURES_EVERY_MS_WHEN_SHOWN = 2_000;

export function publishStatus(
  options: StatusThreadOptions,
  { onFailed, onOrder = () => {} }: StatusEvents,
): StatusPublisher {
  const program = new URL("./status-thread.js", import.meta.url);
  const thread = new Worker(program, { workerData: options });
  const post = (message: ToStatusThread) => thread.postMessage(message);
  const waiting = new Map<string, (inTime: boolean) => void>();
  thread.once("error", onFailed);
  thread.on("message", (message: FromStatusThread) => {
    if (message.kind === "order") onOrder(message.id, message.order);
    else waiting.get(message.id)?.(message.inTime);
  });
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  const figuresEveryMs = options.breaking ? FIGURES_EVERY_MS_WHEN_SHOWN : FIGURES_EVERY_MS;
  let last = "";
  let figuresDueMs = 0;
  return {
    publish(children, nowMs) {
      const table = children.map(toRecord);
      const text = JSON.stringify(table);
      if (text !== last) post({ kind: "table", table });
      last = text;
      if (nowMs < figuresDueMs) return;
      figuresDueMs = nowMs + figuresEveryMs;
      post({ kind: "figures", figures: Object.fromEntries(children.flatMap(toFigures)) });
    },
    settle: (id, outcome) => post({ kind: "outcome", id, outcome }),
    async taskEnds(id, task) {
      const end = new Promise<boolean>((resolve) => waiting.set(id, resolve));
      post({ kind: "await-task", id, task });
      return end.finally(() => waiting.delete(id));
    },
    async close() {
      post({ kind: "close" });
      await ended;
    },
  };
}

function toRecord(status: ChildStatus): AgentRecord {
  const { name, role, state, pid, restarts, memoryMb, downReason, lastEnd } = status;
  const rssBytes = status.rssBytes && Math.round(status.rssBytes / MEMORY_STEP) * MEMORY_STEP;
  return {
    name,
    role,
    state,
    pid,
    restarts,
    memoryMb,
    startedAt: status.startedAtMs,
    downReason,
    lastEnd,
    rssBytes,
  };
}

/** None of one that does not run, or has not been heard of. */
function toFigures(status: ChildStatus): [string, AgentFigures][] {
  const { name, pid, lastBeatAtMs, mainLagMs, rssBytes, cpuPercent, longestWriteMs } = status;
  if (pid === undefined || lastBeatAtMs === undefined) return [];
  const { tasksUnderWay, tasksBegun } = status;
  const processor = { mainLagMs, rssBytes, cpuPercent, longestWriteMs };
  return [[name, { pid, lastBeatAt: lastBeatAtMs, ...processor, tasksUnderWay, tasksBegun }]];
}
