/** A saga's steps while it is at work: which are done, which one is on, which were taken back. */

import type { Saga } from "@holdfast/api";
import type { JSX } from "preact";
import { duration } from "../time/format.ts";
import { type StepState, stepStates, stepsOf } from "./saga-words.ts";
import "./saga-progress.css";

interface SagaProgressProps {
  /** Undefined: it has been asked for, and nothing is known of it yet. */
  readonly saga: Saga | undefined;
  readonly definition: string;
}

const SIGNS: Readonly<Record<StepState, readonly [string, string]>> = {
  waiting: ["○", "waits"],
  working: ["◔", "at work"],
  done: ["✓", "done"],
  refused: ["✕", "refused"],
  undone: ["↩", "taken back"],
  stuck: ["!", "needs a person"],
};

export function SagaProgress({ saga, definition }: SagaProgressProps): JSX.Element {
  const states = stepStates(saga, definition);
  return (
    <ol class="saga-progress" aria-label="What is being done" aria-live="polite">
      {stepsOf(saga?.definition ?? definition).map(({ step, by, words }, index) => {
        const state = states[index] ?? "waiting";
        const [sign, told] = SIGNS[state];
        const entry = saga?.journal.findLast((each) => each.step === step);
        const tookMs =
          entry && saga ? Date.parse(entry.at) - Date.parse(saga.startedAt) : undefined;
        return (
          <li key={step} class={state}>
            <span class="sign" aria-hidden="true">
              {sign}
            </span>
            <span>{words}</span>
            <span class="soft small">
              {entry?.by ?? by} · {told}
              {tookMs !== undefined && ` after ${duration(tookMs)}`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
