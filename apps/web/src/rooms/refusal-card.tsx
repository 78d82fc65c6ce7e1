/** Why something was not done, and what would do instead: each alternative is one click. */

import type { JSX } from "preact";
import { get } from "../api/http.ts";
import type { Suggestion, Suggestions } from "../api/shapes.ts";
import { Countdown } from "../components/countdown.tsx";
import { NotReady } from "../components/not-ready.tsx";
import { useLive } from "../live/use-live.ts";
import "./card.css";
import { HOUR_MS, MINUTE_MS } from "./geometry.ts";
import { isoOf } from "./local-time.ts";
import { MeetingFacts } from "./meeting-card.tsx";
import { readMeeting } from "./moving.ts";
import { roomName, rooms } from "./names.ts";
import { close, type Next } from "./page-state.ts";
import type { Refusal } from "./refusals.ts";
import { shownZone, wholeSpan } from "./words.ts";

export function RefusalCard({ refusal, next }: { refusal: Refusal; next: Next }): JSX.Element {
  const { sentences, alternatives, freeAt, again } = refusal;
  return (
    <div class="stack">
      <div role="alert">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {freeAt && (
          <p>
            It may be free again in <Countdown until={freeAt} over="no time: try again" />.
          </p>
        )}
      </div>
      {next.changed && <ChangedMeeting id={next.changed} />}
      {alternatives.length > 0 ? (
        <Alternatives suggestions={alternatives} next={next} />
      ) : (
        !next.changed && <FoundAlternatives next={next} />
      )}
      <div class="row">
        {next.again && (again || freeAt || next.changed) && (
          <button
            type="button"
            onClick={() => {
              close();
              next.again?.act();
            }}
          >
            {next.again.label}
          </button>
        )}
        <button type="button" onClick={close}>
          Leave it
        </button>
      </div>
    </div>
  );
}

/** What somebody else has made of it. */
function ChangedMeeting({ id }: { id: string }): JSX.Element {
  const live = useLive(() => readMeeting(id), { on: [id] });
  if (live.kind !== "ready") return <NotReady of={live} what="the meeting" />;
  return (
    <section class="stack" aria-label="The meeting as it is now">
      <h3>It is now: {live.value.body.title}</h3>
      <MeetingFacts meeting={live.value.body} />
    </section>
  );
}

function FoundAlternatives({ next }: { next: Next }): JSX.Element {
  const { durationMs, wanted, required = [], optional = [], seats, equipment } = next;
  const live = useLive((signal) =>
    get<Suggestions>("/api/suggestions", {
      presentOnly: true,
      signal,
      query: {
        durationMinutes: durationMs / MINUTE_MS,
        from: isoOf(wanted.start),
        to: isoOf(wanted.start + 5 * 24 * HOUR_MS),
        limit: 3,
        capacity: seats,
        ...(required.length > 0 && { people: required }),
        ...(optional.length > 0 && { optional }),
        ...(equipment && equipment.length > 0 && { equipment }),
      },
    }),
  );
  if (live.kind !== "ready") return <NotReady of={live} what="the alternatives" />;
  const { suggestions, whyNone } = live.value;
  if (suggestions.length > 0) return <Alternatives suggestions={suggestions} next={next} />;
  return <p class="soft">Nothing else would do within five days. {whyNone?.sentences.join(" ")}</p>;
}

function Alternatives({
  suggestions,
  next,
}: {
  suggestions: readonly Suggestion[];
  next: Next;
}): JSX.Element {
  return (
    <section class="stack">
      <h3>This would do</h3>
      <ul class="choices">
        {suggestions.map((suggestion) => (
          <li key={`${suggestion.room} ${suggestion.start}`}>
            <button type="button" onClick={() => next.choose(suggestion)}>
              <strong>{roomName(suggestion.room)}</strong>
              <span>{whenOf(suggestion)}</span>
              <span class="soft small">{suggestion.reasons.join(", ")}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function whenOf({ room, start, end }: Suggestion): string {
  const zone = shownZone(rooms.value.find(({ id }) => id === room));
  return wholeSpan({ start: Date.parse(start), end: Date.parse(end) }, zone);
}
