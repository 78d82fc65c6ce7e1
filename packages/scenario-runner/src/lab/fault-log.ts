/** The faults of one conflict, as its history has them: named before they strike. */

import type { Fault } from "@holdfast/checker";

export class FaultLog {
  readonly entries: Fault[] = [];
  #announced = 0;

  announce(
    fault: "stop" | "kill",
    target: string,
    pid: number | undefined,
    atMs: number,
    detail?: string,
  ): { strike(atMs: number): void; heal(atMs: number): void } {
    this.#announced += 1;
    const about = {
      ...({ kind: "fault", id: `fault-${this.#announced}`, fault, target } as const),
      ...(pid !== undefined && { pid }),
      ...(detail !== undefined && { detail }),
    };
    const add = (phase: Fault["phase"]) => (at: number) => {
      this.entries.push({ ...about, phase, atMs: at });
    };
    add("announced")(atMs);
    return { strike: add("struck"), heal: add("healed") };
  }
}
