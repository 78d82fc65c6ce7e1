/**
 * Loaded before anything else (`node --import`) in a process that is to have a planted bug: from now on
 * modules are patched while they are loaded. Nothing on disk is changed.
 *
 * It imports none of the packages: what is loaded by now cannot be patched any more.
 */

import { register } from "node:module";
import { PATCHES_VARIABLE } from "./patches.ts";

const patches: unknown = JSON.parse(process.env[PATCHES_VARIABLE] ?? "[]");
register("./patching-hooks.js", { parentURL: import.meta.url, data: patches });
