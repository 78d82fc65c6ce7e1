/**
 * The disk is full for a while: the state lies on a small one of its own, which a ballast file fills.
 * Only root on Linux can mount one.
 */

import { execFileSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sleep } from "@holdfast/shared-state";
import { PartMissing } from "../part-missing.ts";
import { clock } from "../patience.ts";
import type { AimedFault, FaultContext } from "./context.ts";

const DISK_SIZE = "96m";
const BALLAST = "ballast";

/** @throws PartMissing */
export function mountSmallDisk(folder: string): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new PartMissing("only root on Linux can mount a small disk to fill");
  }
  const args = ["-t", "tmpfs", "-o", `size=${DISK_SIZE}`, "tmpfs", folder];
  try {
    execFileSync("mount", args, { stdio: "ignore" });
  } catch {
    throw new PartMissing("no small disk can be mounted here");
  }
}

export function unmountSmallDisk(folder: string): void {
  execFileSync("umount", ["--lazy", folder], { stdio: "ignore" });
}

export async function aimDiskFull(
  asked: { readonly "for-ms": number },
  { processes }: FaultContext,
): Promise<AimedFault> {
  const ballast = join(processes.stateFolder, BALLAST);
  return {
    target: "the disk of the state",
    detail: `${asked["for-ms"]} ms`,
    strike: async () => {
      const { bavail, bsize } = statfsSync(processes.stateFolder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
      return {};
    },
    heal: async () => {
      await sleep(clock, asked["for-ms"]);
      rmSync(ballast, { force: true });
    },
  };
}
