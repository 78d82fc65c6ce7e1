/**
 * The disk is full for a while: the state lies on a small one of its own, which a ballast file fills.
 * Only root on Linux can mount one.
 */

import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { sleep } from "@holdfast/shared-state";
import { PartMissing } from "../part-missing.ts";
import { clock } from "../patience.ts";
import type { AimedFault, FaultContext } from "./context.ts";

const DISK_SIZE = "96m";
const BALLAST = "ballast";
/** The large ones first. */
const PIECES_BYTES = [1_048_576, 4_096];

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
      fill(ballast);
      return {};
    },
    heal: async () => {
      await sleep(clock, asked["for-ms"]);
      rmSync(ballast, { force: true });
    },
  };
}

/** Until not one more page fits: others write at the same time, so nobody can say beforehand how much that is. */
function fill(file: string): void {
  const descriptor = openSync(file, "w");
  try {
    for (const pieceBytes of PIECES_BYTES) {
      const piece = Buffer.alloc(pieceBytes);
      while (fits(descriptor, piece));
    }
  } finally {
    closeSync(descriptor);
  }
}

function fits(descriptor: number, piece: Buffer): boolean {
  try {
    return writeSync(descriptor, piece) === piece.length;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return false;
    throw error;
  }
}
