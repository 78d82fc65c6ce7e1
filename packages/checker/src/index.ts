/** Judges a run history: ok, violated (with the shortest witness) or unknown. */

export * from "./check.ts";
export * from "./checks/index.ts";
export * from "./entry-refs.ts";
export * from "./history.ts";
export * from "./judge.ts";
export * from "./linearizability/index.ts";
export * from "./read-history.ts";
export * from "./record-commits.ts";
export * from "./report/index.ts";
export * from "./resolve-unknown.ts";
export * from "./shortest-witness.ts";
export * from "./verdict.ts";
export * from "./write-history.ts";
