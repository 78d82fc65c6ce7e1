/** Judges a run history: ok, violated (with the shortest witness) or unknown. */

export * from "./history.ts";
export * from "./verdict.ts";
