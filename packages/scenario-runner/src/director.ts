/**
 * Whoever says who moves when, while a scenario is played: nobody, as a rule, and then everybody moves
 * as soon as they can. A person who steps through it is one (`step/stepping.ts`).
 */

import type { Step } from "./format/steps.ts";

/** A client has come to a step, and has not begun it. */
export interface Turn {
  /** The actor or, of several at once, one of their clients: `ada/1`. */
  readonly client: string;
  /** As others refer to it: `ada.book`. */
  readonly id: string;
  readonly step: Step;
}

export interface Director {
  /** Every actor has done their last step. Resolves when the play may end. */
  actorsDone(): Promise<void>;
  /** Resolves when everybody moves by themselves again: until then the play takes as long as it takes. */
  readonly letGo: Promise<void>;
}
