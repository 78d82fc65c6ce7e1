/**
 * What a person at the terminal has to hear of, although everything else goes to the log: a child that
 * cannot even start (its port is taken, say), and one that has been given up on.
 */

import type { ChildStatus } from "./child.ts";

type Told = Pick<ChildStatus, "name" | "state" | "downReason">;

/** Returns what to call with each status table. Each trouble is told once. */
export function troubleTeller(
  logFile: string,
  tell: (line: string) => void,
): (children: readonly Told[]) => void {
  const everRan = new Set<string>();
  const told = new Set<string>();
  const tellOnce = (line: string) => {
    if (!told.has(line)) tell(line);
    told.add(line);
  };
  return (children) => {
    for (const { name, state, downReason } of children) {
      if (state === "running") everRan.add(name);
      if (state === "down") tellOnce(`${name} is down: ${downReason} The log is in ${logFile}`);
      else if (state === "backoff" && !everRan.has(name)) {
        tellOnce(`${name} could not start; it is tried again. Why is in ${logFile}`);
      }
    }
  };
}
