/** Reads a scenario, drives real processes through it, and records what happened. Also a library for tests. */

export type { History } from "@holdfast/checker";
