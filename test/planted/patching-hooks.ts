/** Node's hooks for loading modules, as `patched-modules.ts` registers them: in a thread of their own. */

import type { InitializeHook, LoadHook } from "node:module";
import type { Patch } from "./bug.ts";
import { applyPatches } from "./patches.ts";

let patches: readonly Patch[] = [];

export const initialize: InitializeHook<readonly Patch[]> = (given) => {
  patches = given;
};

export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  const ours = patches.filter(({ module }) => url.endsWith(`/${module}`));
  if (ours.length === 0) return loaded;
  return { ...loaded, source: applyPatches(textOf(loaded.source), ours) };
};

function textOf(source: unknown): string {
  if (typeof source === "string") return source;
  return new TextDecoder().decode(source as ArrayBuffer | Uint8Array);
}
