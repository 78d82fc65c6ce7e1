/**
 * The wall clock of every process steps, and steps back when the fault is healed; the monotonic clock
 * goes on. libfaketime does it: it is loaded into each process, and reads by how much from a file.
 */

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PartMissing } from "../part-missing.ts";
import { aborted } from "./at-failpoint.ts";
import type { AimedFault, FaultContext } from "./context.ts";

const LIBRARIES = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib64/faketime/libfaketime.so.1",
];
const FILE = "wall-clock";

/**
 * What the processes have to be started with.
 * @throws PartMissing
 */
export function wallClockVariables(folder: string): Record<string, string> {
  const library = LIBRARIES.find(existsSync);
  if (!library) throw new PartMissing("libfaketime is not installed: no clock jumps here");
  writeFileSync(join(folder, FILE), "+0");
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: join(folder, FILE),
    FAKETIME_NO_CACHE: "1",
    DONT_FAKE_MONOTONIC: "1",
  };
}

export async function aimClockJump(
  asked: { readonly "by-ms": number },
  { processes, over }: FaultContext,
): Promise<AimedFault> {
  const seconds = asked["by-ms"] / 1_000;
  const jump = (by: number) =>
    writeFileSync(join(processes.folder, FILE), `${by < 0 ? "" : "+"}${by}`);
  return {
    target: "every process",
    detail: `${asked["by-ms"]} ms`,
    strike: async () => {
      jump(seconds);
      return {};
    },
    heal: async () => {
      await aborted(over);
      jump(0);
    },
  };
}
