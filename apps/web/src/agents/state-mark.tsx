/** The state of a process: a shape and a word. */

import type { JSX } from "preact";
import type { ProcessState } from "./process-state.ts";
import "./state-mark.css";

const SHAPES: Readonly<Record<ProcessState["shape"], JSX.Element>> = {
  disc: <circle cx="8" cy="8" r="6" />,
  ring: <circle class="hollow" cx="8" cy="8" r="5" />,
  wedge: <path d="M8 2 14.5 13.5H1.5Z" />,
  cross: <path class="hollow" d="M3 3 13 13M13 3 3 13" />,
  square: <rect class="hollow" x="3" y="3" width="10" height="10" />,
};

export function StateMark({ state }: { state: ProcessState }): JSX.Element {
  return (
    <span class={`state-mark ${state.looks}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {SHAPES[state.shape]}
      </svg>
      {state.word}
    </span>
  );
}
