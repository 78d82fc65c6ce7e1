/** How long something still lives, running. */

import type { JSX } from "preact";
import { wallNow } from "../time/now.ts";

/** `until`: an instant. Once it has passed, it says so. */
export function Countdown({
  until,
  over = "lapsed",
}: {
  until: string;
  over?: string;
}): JSX.Element {
  const leftSeconds = Math.ceil((Date.parse(until) - wallNow.value) / 1_000);
  if (leftSeconds <= 0) return <span class="countdown over">{over}</span>;
  const minutes = Math.floor(leftSeconds / 60);
  const seconds = String(leftSeconds % 60).padStart(2, "0");
  return (
    <span class="countdown" role="timer">
      {minutes > 0 ? `${minutes}:${seconds} min` : `${leftSeconds} s`}
    </span>
  );
}
