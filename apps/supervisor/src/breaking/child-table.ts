/** The children as they were last told of, and waiting for what becomes of them. */

import type { ChildStatus } from "../child.ts";

type Row = Pick<ChildStatus, "name" | "role" | "state" | "pid" | "downReason">;
export type TableRow = Row & Pick<ChildStatus, "lastEnd" | "lastBeatMonotonicMs">;
export type RunningRow = TableRow & { readonly pid: number };

/**
 * The moment is one of the monotonic clock, since the wall clock may be set back meanwhile. A beat
 * that merely differs from the one in the table is not enough: that one may be a second old.
 */
export function hasBeatenSince(row: TableRow, sinceMs: number): boolean {
  return row.lastBeatMonotonicMs !== undefined && row.lastBeatMonotonicMs > sinceMs;
}

/** Nobody waits any more: the supervisor stops. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

interface Waiting {
  /** Whether it has found what it waits for. */
  look(): boolean;
  giveUp(): void;
}

export class ChildTable {
  #rows: readonly TableRow[] = [];
  #waiting: readonly Waiting[] = [];
  #interrupted = false;

  update(rows: readonly TableRow[]): void {
    this.#rows = rows;
    this.#waiting = this.#waiting.filter((each) => !each.look());
  }

  get(name: string): TableRow | undefined {
    return this.#rows.find((row) => row.name === name);
  }

  ofRole(role: string): TableRow | undefined {
    return this.#rows.find((row) => row.role === role);
  }

  /** Undefined: there is none, or it does not run now. */
  running(name: string): RunningRow | undefined {
    const row = this.get(name);
    return row?.state === "running" && row.pid !== undefined ? { ...row, pid: row.pid } : undefined;
  }

  /** Looks now, and after each change, until there is something. @throws Interrupted */
  until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found !== undefined) resolve(found);
        return found !== undefined;
      };
      if (look()) return;
      const giveUp = () => reject(new Interrupted("The supervisor stops."));
      if (this.#interrupted) giveUp();
      else this.#waiting = [...this.#waiting, { look, giveUp }];
    });
  }

  interrupt(): void {
    this.#interrupted = true;
    for (const { giveUp } of this.#waiting) giveUp();
    this.#waiting = [];
  }
}
