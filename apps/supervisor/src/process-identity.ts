/**
 * Which process a process id means.
 *
 * Ids are used again, so an id that was written down is only worth something together with the
 * moment at which that process started, as the system tells it, and with the boot.
 */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own terms. */
  readonly started: string;
}

/** Undefined when there is no such process, or it is dead and only not yet buried. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === "linux" ? startedLinux(pid) : startedElsewhere(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return identify(pid)?.started === started;
}

/**
 * The memory that the process has for itself. The pages of the state's file, which it shares with
 * all others, are not its own. Undefined where the system does not tell.
 */
export function ownMemoryBytes(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const anonymous = /^RssAnon:\s+(\d+) kB$/m.exec(readProcess(pid, "status") ?? "")?.[1];
  return anonymous === undefined ? undefined : Number(anonymous) * 1024;
}

/** The command's name stands in parentheses and may hold anything: read what follows the last. */
function startedLinux(pid: number): string | undefined {
  const stat = readProcess(pid, "stat");
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, started] = [fields?.[0], fields?.[19]];
  return state === "Z" || state === "X" ? undefined : started;
}

function readProcess(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}

function startedElsewhere(pid: number): string | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    return line === "" || line.startsWith("Z") ? undefined : line.slice(line.indexOf(" ")).trim();
  } catch {
    return undefined;
  }
}
