/** What a stage tells its agents, and what they tell back. */

import type { Operation } from "@holdfast/checker";

export interface LabOrder {
  /** Programs, as they were compiled. */
  readonly program: string;
  readonly answer: string;
  readonly action: string;
  readonly input: object;
  /** Operations before the first of which the process is to stand still. */
  readonly standStillBefore: readonly string[];
  /** Wait a little before each operation, as this seed has it. */
  readonly seed?: number;
}

export type LabReport =
  | { readonly kind: "ready" }
  /** Without an end yet: if none comes, nobody knows what became of it. */
  | { readonly kind: "operation-began"; readonly operation: Operation }
  | { readonly kind: "operation-ended"; readonly operation: Operation }
  /** From here on the process stands still, until it is woken. */
  | { readonly kind: "standing-still"; readonly atMs: number }
  | { readonly kind: "done"; readonly result: unknown }
  | { readonly kind: "failed"; readonly problem: string };
