/** Sets out into the past, and comes back from it. */

import type { JSX } from "preact";
import { backToNow, isTravelling, setOut } from "./time-travel.ts";
import "./time-travel-button.css";

export function TimeTravelButton(): JSX.Element {
  const isOn = isTravelling.value;
  return (
    <button
      type="button"
      class="plain small time-travel-button"
      aria-pressed={isOn}
      onClick={() => (isOn ? backToNow() : void setOut())}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M2.5 3v3.5H6M2.8 6.3a5.6 5.6 0 1 1-.4 3.2M8 5v3.2l2.2 1.5" />
      </svg>
      Travel in time
    </button>
  );
}
