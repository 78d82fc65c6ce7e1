/** Node's hooks for loading modules, as `patched-modules.ts` registers them: in a thread of their own. */

import type { InitializeHook, LoadHook, ResolveHook } from "node:module";
import type { Patch } from "./bug.ts";
import { applyPatches } from "./patches.ts";

let patches: readonly Patch[] = [];

export const initialize: InitializeHook<readonly Patch[]> = (given) => {
  patches = given;
};

/** A program is one file, made of the modules that are patched: in its place the modules are loaded. */
const BUNDLED = /\/apps\/([\w-]+)\/bundle\/main\.mjs$/;

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await nextResolve(specifier, context);
  return { ...resolved, url: resolved.url.replace(BUNDLED, "/apps/$1/dist/main.js") };
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
