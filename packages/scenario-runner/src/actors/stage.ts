/** What actors and faults of one run have in common. */

import type { Turn } from "../director.ts";
import type { Scenario } from "../format/scenario.ts";
import type { Step } from "../format/steps.ts";
import type { Perform } from "../operation.ts";
import type { Recorder } from "../recorder.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { Office } from "../system/office.ts";
import type { Waiting } from "./conditions.ts";

export interface Stage extends Waiting {
  readonly scenario: Scenario;
  readonly office: Office;
  readonly recorder: Recorder;
  readonly random: SeededRandom;
  /** Aborted when the play is over: nobody begins anything any more, and nothing strikes. */
  readonly over: AbortSignal;
  /** How each step is called. */
  readonly names: ReadonlyMap<Step, string>;
  /** Resolves when the client may begin that step; at once when absent. */
  readonly mayBegin?: ((turn: Turn) => Promise<void>) | undefined;
  /** In that actor's name. */
  perform(actor: string): Perform;
  /** Resolves once somebody answers again. */
  answersAgain(): Promise<void>;
  /** Tells the watcher of everything below the prefix until the end of the run. */
  watch(actor: string, watcher: string, from: WatchFrom): Promise<void>;
}

export interface WatchFrom {
  readonly prefix: readonly string[];
  /** After this revision; the present one when absent. */
  readonly after?: number | undefined;
}
