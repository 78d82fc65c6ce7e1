/**
 * A planted bug: a small change of behaviour that somebody could have made, and has made elsewhere; a
 * race that brings it out; and the check that has to catch it.
 *
 * The change is made while a module is loaded, never on disk (`patched-modules.ts`). The same race is
 * run on the correct build, too: there the checker has to be content.
 */

import type { Stage } from "./stage.ts";

export interface Patch {
  /** From the checkout's root: `packages/shared-state/dist/holds.js`. */
  readonly module: string;
  /** What stands there, exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface PlantedBug {
  readonly name: string;
  /** What whoever made it believed, and what comes of it: one sentence. */
  readonly story: string;
  /** Where somebody has reported this of a real project. */
  readonly report?: string;
  readonly patches: readonly Patch[];
  readonly race: StagedRace | ScenarioRace;
  readonly caughtBy: Catch;
}

export interface Catch {
  /** The check, by name. */
  readonly check: string;
  /** So many entries of the history show it, and none of them can be spared. */
  readonly witness: number;
  /** No other check finds it. */
  readonly alone?: true;
}

/** The order of all steps is written down; one process plays all the parts. */
export interface StagedRace {
  readonly on: "stage";
  play(stage: Stage): Promise<void>;
}

/** A whole system of real processes plays a scenario. */
export interface ScenarioRace {
  readonly on: "processes";
  /** From the checkout's root. */
  readonly scenario: string;
}

export const STORE = "packages/shared-state/dist";

/** Nobody's witness may be longer: a person has to be able to follow it. */
export const WITNESS_MAX = 12;
