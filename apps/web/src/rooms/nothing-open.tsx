/** Above a day on which no room has hours: the way to the next one on which one has. */

import type { Room } from "@holdfast/api";
import type { JSX } from "preact";
import { setQuery } from "../shell/router.ts";
import { dayName } from "../time/format.ts";
import { nextOpenDay, opensOn } from "./open-days.ts";
import "./nothing-open.css";
import type { RoomsView } from "./view.ts";

interface NothingOpenProps {
  readonly view: RoomsView;
  readonly rooms: readonly Room[];
}

export function NothingOpen({ view: { date, over }, rooms }: NothingOpenProps): JSX.Element | null {
  const next = nextOpenDay(rooms, date);
  if (next === undefined) return <p class="nothing-open">None of these rooms ever opens.</p>;
  // Hours repeat week by week: some day of a week has them.
  if (over === "week" || opensOn(rooms, date)) return null;
  return (
    <p class="nothing-open">
      <span>These rooms have no opening hours on this day.</span>
      <button type="button" onClick={() => setQuery({ day: next })}>
        Go to {dayName(`${next}T00:00Z`, "UTC")}
      </button>
    </p>
  );
}
