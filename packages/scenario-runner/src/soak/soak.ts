/**
 * A soak: clients do at random what clients can do, for as long as was asked for, while faults strike in
 * rounds; then everything must come to an end, and the whole history is judged in one piece.
 *
 * All of it follows from the seed, but for how quick the machine is.
 */

import { sleep } from "@holdfast/shared-state";
import { Client } from "../actors/clients.ts";
import { clock, WaitedInVain } from "../patience.ts";
import { conduct, type Play, type RunOptions, type RunResult } from "../run.ts";
import { strikeInRounds } from "./fault-rounds.ts";
import { figuresOf, type SoakFigures } from "./figures.ts";
import { isEndless, soakScenario } from "./random-clients.ts";

export interface SoakOptions
  extends Pick<RunOptions, "historyFile" | "onProgress" | "signal" | "dial"> {
  readonly forMs: number;
  readonly seed: number;
  /** How many processes of each agent. */
  readonly agents: number;
}

export interface SoakResult extends RunResult {
  readonly figures: SoakFigures;
}

/** Of clients that wait for their last answers when the time is over. */
const LAST_ANSWERS_MS_MAX = 30_000;

/** @throws as `run` */
export async function soak({ forMs, seed, agents, ...options }: SoakOptions): Promise<SoakResult> {
  const beganMs = clock.monotonicMs();
  const result = await conduct(soakScenario({ seed, agents }), options, playFor(forMs));
  const tookMs = clock.monotonicMs() - beganMs;
  const { findings } = result.judgement;
  return { ...result, figures: figuresOf(result.history, { seed, tookMs, findings }) };
}

function playFor(forMs: number): Play {
  return async (stage, { reach }, over, signal) => {
    if (!reach) throw new Error("A soak strikes processes: it needs to know them.");
    const endsAtMs = clock.monotonicMs() + forMs;
    const isOver = () =>
      over.signal.aborted || signal?.aborted === true || clock.monotonicMs() >= endsAtMs;
    const clients = Object.entries(stage.scenario.actors).map(async ([actor, steps]) => {
      const client = new Client(stage, actor);
      if (!isEndless(steps)) return client.play(steps);
      while (!isOver()) await client.play(steps);
    });
    try {
      await strikeInRounds(stage, reach, isOver);
      const inTime = await Promise.race([
        Promise.all(clients).then(() => true),
        sleep(clock, LAST_ANSWERS_MS_MAX, over.signal).then(() => false),
      ]);
      return inTime ? [] : ["some clients have no answer"];
    } catch (error) {
      if (!(error instanceof WaitedInVain)) throw error;
      return [error.message];
    } finally {
      over.abort();
      stage.recorder.giveUp();
    }
  };
}
