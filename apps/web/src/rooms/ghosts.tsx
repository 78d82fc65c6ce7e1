/** Over a lane: the slot that is being chosen or asked for, and the meetings that are on their way to it. */

import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { Countdown } from "../components/countdown.tsx";
import type { Taken } from "../diary/taken.ts";
import { overlaps, type Range } from "../time/ranges.ts";
import type { Scale } from "./geometry.ts";
import { placeOf } from "./lane-parts.ts";
import { draft, mine, moves } from "./page-state.ts";
import { quickSpan } from "./quick-times.ts";

interface GhostsProps {
  readonly room: string;
  readonly scale: Scale;
  readonly zone: string;
  /** What the diary knows already. */
  readonly taken: readonly Taken[];
}

/** A lane that none of it concerns is not drawn anew. */
export function Ghosts({ room, scale, zone, taken }: GhostsProps): JSX.Element {
  const chosen = useComputed(() => (draft.value?.room === room ? draft.value : undefined));
  const held = useComputed(() => (mine.value?.room === room ? mine.value : undefined));
  const coming = useComputed(() => moves.value.filter((move) => move.room === room));
  const times = ({ start, end }: Range) => quickSpan({ start, end }, zone);
  const { value: slot } = chosen;
  const { value: hold } = held;
  const isKnown = hold && taken.some(({ what }) => what.start === hold.start);
  return (
    <>
      {hold && !isKnown && <HeldGhost hold={hold} scale={scale} />}
      {slot && (
        <div
          class={`slot-block ghost ${slot.state}`}
          style={placeOf(slot, scale)}
          aria-hidden="true"
        >
          <strong>{times(slot)}</strong>
          <span>{slot.state === "asked" ? "Asking for it …" : "Let go to hold it"}</span>
        </div>
      )}
      {coming.value
        .filter((move) => overlaps(move, scale))
        .map((move) => (
          <div
            key={move.meeting}
            class={`slot-block ghost ${move.state}`}
            style={placeOf(move, scale)}
            aria-hidden="true"
          >
            <strong>{move.state === "asked" ? `${move.title}: moving …` : times(move)}</strong>
            <span>{move.state === "asked" ? times(move) : move.title}</span>
          </div>
        ))}
    </>
  );
}

/** Until the diary says so itself. */
function HeldGhost({
  hold,
  scale,
}: {
  hold: { start: string; end: string; freeAt?: string };
  scale: Scale;
}): JSX.Element | null {
  const span = { start: Date.parse(hold.start), end: Date.parse(hold.end) };
  if (!overlaps(span, scale)) return null;
  return (
    <div class="slot-block held mine" style={placeOf(span, scale)} aria-hidden="true">
      <strong>{hold.freeAt ? <Countdown until={hold.freeAt} /> : "Held"}</strong>
      <span>held by you</span>
    </div>
  );
}
