/** What a run tells while it runs, for whoever watches it. */

import type { Fault, Operation } from "@holdfast/checker";

export type Progress =
  /** `starting`, `playing`, `coming to rest`, `judging`. */
  | { readonly kind: "phase"; readonly phase: string }
  | { readonly kind: "begun"; readonly actor: string; readonly doing: string }
  | { readonly kind: "operation"; readonly operation: Operation }
  /** An actor waits for something, or leaves a step out and why. */
  | { readonly kind: "note"; readonly actor: string; readonly note: string }
  | { readonly kind: "fault"; readonly fault: Fault };
