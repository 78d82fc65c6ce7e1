/** The slider over the whole page, while one travels in time. */

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { asOf, isPast } from "../time/as-of.ts";
import { describeMoment, viewerZone } from "../time/format.ts";
import { backToNow, isTravelling, position, STEPS } from "./time-travel.ts";
import "./time-travel-bar.css";

export function TimeTravelBar(): JSX.Element | null {
  return isTravelling.value ? <Slider /> : null;
}

function Slider(): JSX.Element {
  const slider = useRef<HTMLInputElement>(null);
  useEffect(() => slider.current?.focus(), []);
  const label = asOf.value === undefined ? "Now" : describeMoment(asOf.value, viewerZone);
  return (
    <section class="time-travel" aria-label="Time travel">
      <label class="unseen" for="moment">
        Show everything as it was at
      </label>
      <input
        ref={slider}
        id="moment"
        type="range"
        min={0}
        max={STEPS}
        value={position.value}
        aria-valuetext={label}
        onInput={({ currentTarget }) => {
          position.value = Number(currentTarget.value);
        }}
      />
      <output for="moment">{label}</output>
      <button type="button" class={isPast.value ? "primary" : ""} onClick={backToNow}>
        Now
      </button>
    </section>
  );
}
