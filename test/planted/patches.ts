/** Applies patches to the text of a module. One that does not fit exactly once is an error. */

import type { Patch } from "./bug.ts";

/** Tells a process which patches it is to have, as JSON. */
export const PATCHES_VARIABLE = "HOLDFAST_PLANTED_PATCHES";

/** @throws Error when a patch would silently do nothing, or more than was meant */
export function applyPatches(source: string, patches: readonly Patch[]): string {
  return patches.reduce((text, patch) => applyPatch(text, patch), source);
}

function applyPatch(text: string, { module, find, replace }: Patch): string {
  const parts = text.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new Error(`${module} has ${parts.length - 1} times, instead of once: ${find}`);
}
