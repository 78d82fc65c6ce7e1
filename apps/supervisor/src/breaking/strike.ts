/** What it takes to carry out an order, and what comes of it: the same for every fault. */

import type {
  FailpointControl,
  FaultName,
  OrderOf,
  OrderOutcome,
} from "@holdfast/agent-runtime/process";
import type { Clock, FailpointTask } from "@holdfast/shared-state/engine";
import type { ChildTable, TableRow } from "./child-table.ts";

export interface StrikeContext {
  readonly table: ChildTable;
  readonly clock: Clock;
  /** Undefined where none may be armed. */
  readonly failpoints?: FailpointControl | undefined;
  /** How to let go on who stands still by an order. */
  readonly standing: Map<string, () => void>;
  /** The program that `dial` runs. */
  readonly commandLine: string;
  /** Aborted when the supervisor stops: everything is healed now. */
  readonly over: AbortSignal;
  /** It has struck, or is healed. */
  tell(happened: Pick<OrderOutcome, "state" | "target" | "pid" | "struckAt">): void;
  /** Resolves once nobody has to do the task any more; with false when that takes too long. */
  taskEnds(task: FailpointTask): Promise<boolean>;
  /** Starts a child that has been given up on, unless another order has done so by then. */
  start(name: string): Promise<void>;
}

/** How an order ends. */
export type StrikeEnd = Pick<OrderOutcome, "outcome" | "figures"> & {
  readonly state: "done" | "failed";
};

export type Strike<Name extends FaultName> = (
  order: OrderOf<Name> & { readonly id: string },
  context: StrikeContext,
) => Promise<StrikeEnd>;

export function done(outcome: string): StrikeEnd {
  return { state: "done", outcome };
}

export function failed(outcome: string): StrikeEnd {
  return { state: "failed", outcome };
}

export function doesNotRun(name: string): StrikeEnd {
  return failed(`${name} does not run, so there was nothing to strike.`);
}

/** False: it was gone already. */
export function killIfThere(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** Another process runs in its place, or none ever will by itself. */
export function replacementOf(table: ChildTable, name: string, pid: number): TableRow | undefined {
  const row = table.get(name);
  if (row?.state === "running" && row.pid !== pid) return row;
  const isGivenUp = row === undefined || ["down", "stopped", "ended"].includes(row.state);
  return isGivenUp ? { name, role: "", state: "down", ...row } : undefined;
}

/**
 * It may have died too often by then, and an order shall not cost it for good. Resolves once it runs,
 * or is given up on again.
 */
export async function startAnew(
  { table, start }: StrikeContext,
  given: TableRow,
): Promise<TableRow> {
  if (given.state === "running") return given;
  await start(given.name);
  return table.until(() => {
    const row = table.get(given.name);
    const isDownAgain = row?.state === "down" && row.lastEnd?.atMs !== given.lastEnd?.atMs;
    return isDownAgain ? row : table.running(given.name);
  });
}
