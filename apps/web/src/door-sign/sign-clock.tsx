/** What time it is at the door. */

import { computed } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { clockTime, dayName, zoneName } from "../time/format.ts";
import { shownNow } from "../time/now.ts";

const MINUTE_MS = 60_000;

export function SignClock({ zone }: { zone: string }): JSX.Element {
  const minute = useMemo(
    () => computed(() => Math.floor(shownNow.value / MINUTE_MS) * MINUTE_MS),
    [],
  ).value;
  return (
    <p class="sign-clock">
      <time dateTime={new Date(minute).toISOString()}>{clockTime(minute, zone)}</time>
      <span>{dayName(minute, zone)}</span>
      <span>{zoneName(zone, minute)}</span>
    </p>
  );
}
