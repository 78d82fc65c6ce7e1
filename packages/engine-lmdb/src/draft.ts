/**
 * A folder in which a state is put together before it takes its place. Whatever happens, it is gone
 * afterwards, and what went wrong is told as one of our errors.
 */

import { existsSync, mkdirSync, rmSync } from "node:fs";
import { HoldfastError } from "@holdfast/shared-state/engine";
import { isDiskFull } from "./store.ts";

export async function inDraft<T>(draft: string, make: () => Promise<T>): Promise<T> {
  rmSync(draft, { recursive: true, force: true });
  try {
    mkdirSync(draft, { recursive: true });
    return await make();
  } catch (cause) {
    if (cause instanceof HoldfastError) throw cause;
    const isFull = existsSync(draft) && isDiskFull(draft);
    throw new HoldfastError(isFull ? "engine-full" : "engine-failed", { cause });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
