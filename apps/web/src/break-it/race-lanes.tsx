/** A race as lanes: one for each contender, as long as it took until it was answered. */

import type { JSX } from "preact";
import { describeMoment, duration, viewerZone } from "../time/format.ts";
import { type Lane, sharesOf } from "./race.ts";
import type { RaceState } from "./race-card.tsx";
import "./race-lanes.css";
import { VerdictMark } from "./verdict-mark.tsx";

export function RaceLanes({ state }: { state: RaceState }): JSX.Element {
  const { lanes, verdict, found, tookMs } = state;
  return (
    <>
      <span class="fault-label">Did happen</span>
      {verdict ? (
        <p>
          <VerdictMark verdict={verdict} />
        </p>
      ) : (
        <p class="soft">They are asking …</p>
      )}
      {verdict?.why && <p>{verdict.why}</p>}
      <p>
        {tookMs !== undefined &&
          `${outcomeOf(lanes)} All were answered within ${duration(tookMs)}. `}
        {found}
      </p>
      <ol class="lanes">
        {lanes.map((lane) => (
          <LaneRow key={lane.number} lane={lane} shares={sharesOf(lane, lanes)} />
        ))}
      </ol>
      <p class="soft small">
        A bar is the time from sending to the answer. A browser has six connections at most, and the
        live feed has one of them: of many contenders, the later ones wait for theirs first, which
        the thin line shows.
      </p>
    </>
  );
}

interface LaneRowProps {
  readonly lane: Lane;
  readonly shares: ReturnType<typeof sharesOf>;
}

function LaneRow({ lane, shares }: LaneRowProps): JSX.Element {
  const { number, result } = lane;
  return (
    <li class={`lane ${result.kind}`}>
      <span class="lane-number soft">{number}</span>
      <span class="lane-track" aria-hidden="true">
        <span class="lane-waited" style={{ width: `${shares.waited * 100}%` }} />
        <span class="lane-answered" style={{ width: `${shares.answered * 100}%` }} />
      </span>
      <span class="lane-words">{wordsFor(result)}</span>
    </li>
  );
}

function wordsFor(result: Lane["result"]): string {
  if (result.kind === "asking") return "asks …";
  const after = `after ${result.ms - (result.waitedMs ?? 0)} ms`;
  switch (result.kind) {
    case "won":
      return `✓ got it ${after}`;
    case "refused":
      return result.reason === "room-taken"
        ? `refused ${after}`
        : `refused ${after}: ${result.told.title}`;
    case "unknown":
      return `? ${result.why} ${after}`;
  }
}

/** Who got it, and what the others were told. */
function outcomeOf(lanes: readonly Lane[]): string {
  const won = lanes.filter(({ result }) => result.kind === "won").length;
  const refused = lanes.flatMap(({ result }) => (result.kind === "refused" ? [result] : []));
  const { heldBy, freeAt } = refused.find(({ told }) => told.heldBy !== undefined)?.told ?? {};
  const until = freeAt && ` until ${describeMoment(freeAt, viewerZone)}`;
  const told = heldBy ? `, and were told that ${heldBy} has it${until ?? ""}` : "";
  const winners = won === 1 ? "One got it" : `${won} got it`;
  return `${winners}, ${refused.length} were refused${told}.`;
}
