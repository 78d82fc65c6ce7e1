/** What a process uses, as Linux tells: CPU time and resident memory. */

import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Linux counts CPU time in hundredths of a second, whatever the machine. */
const TICK_MS = 10;

export interface Usage {
  /** CPU time since the process began. */
  readonly cpuMs: number;
  /** Pages that it maps from shared files, as of our state, are counted too. */
  readonly residentMiB: number;
  /** Of that: memory of its own, in no file. */
  readonly anonymousMiB: number;
}

/** undefined: no such process, or not a Linux. */
export function usageOf(pid: number): Usage | undefined {
  try {
    // The name, in parentheses, may have spaces in it; what follows are plain fields.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const mebibytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1_024;
    return {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
      residentMiB: mebibytes("VmRSS"),
      anonymousMiB: mebibytes("RssAnon"),
    };
  } catch {
    return undefined;
  }
}

/** The share of one core that a process uses meanwhile, 0 to 1 and above; NaN: not known here. */
export async function cpuShareOver(pid: number, ms: number): Promise<number> {
  const [before, started] = [usageOf(pid), performance.now()];
  await delay(ms);
  const after = usageOf(pid);
  if (!before || !after) return Number.NaN;
  return (after.cpuMs - before.cpuMs) / (performance.now() - started);
}

export function percent(share: number): string {
  return Number.isNaN(share) ? "unknown" : `${(share * 100).toFixed(2)} %`;
}
