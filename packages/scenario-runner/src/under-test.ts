/**
 * A system while a scenario is played on it: Holdfast itself (`holdfast-under-test.ts`), or a foreign
 * one, of which only its clients' side is known (`foreign-under-test.ts`).
 */

import type { History, HistoryEntry } from "@holdfast/checker";
import type { WatchFrom } from "./actors/stage.ts";
import type { FaultContext } from "./faults/context.ts";
import type { Perform } from "./operation.ts";
import type { Recorder } from "./recorder.ts";

export interface UnderTest {
  readonly name: string;
  start(): Promise<void>;
  perform(actor: string): Perform;
  answersAgain(): Promise<void>;
  watch(watcher: string, from: WatchFrom, recorder: Recorder): Promise<void>;
  /** What faults need; undefined: nothing is known of its processes. */
  readonly reach: Pick<FaultContext, "processes" | "failpoints"> | undefined;
  /** Resolves once everything has come to an end, or with what has not after a bounded time. */
  comeToRest(): Promise<readonly string[]>;
  /**
   * What the store and the mail server say happened.
   * @param seen what was recorded until now: what clients were shown is compared with it, too
   */
  testify(seen: History): Promise<readonly HistoryEntry[]>;
  /** Nothing is left of it afterwards: no process, no file. */
  stop(): Promise<void>;
}
