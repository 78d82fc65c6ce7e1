/** The times that would do, best first, with the reasons; or why there is none, and what may help. */

import type { Suggestion, Suggestions } from "@holdfast/api";
import type { JSX } from "preact";
import type { Slot } from "../api/holds.ts";
import { names } from "../directory/directory.ts";
import { roomName } from "../directory/names.ts";
import { isPast } from "../time/as-of.ts";
import { dayName, timeSpan, zoneName } from "../time/format.ts";
import type { Wishes } from "./wishes.ts";

interface SuggestionListProps {
  readonly suggestions: Suggestions;
  readonly wishes: Wishes;
  /** This one is about to be held. */
  readonly holding: Slot | undefined;
  readonly onChoose: (slot: Slot) => void;
  readonly onShow: (suggestion: Suggestion) => void;
  readonly onChange: (changes: Partial<Wishes>) => void;
}

export function SuggestionList(props: SuggestionListProps): JSX.Element {
  const { suggestions: found, wishes, holding, onChoose, onShow } = props;
  if (found.suggestions.length === 0) return <None {...props} />;
  const { zone } = wishes;
  return (
    <ol class="suggestions">
      {found.suggestions.map((each) => {
        const isHolding = holding?.start === each.start && holding.room === each.room;
        const when = `${dayName(each.start, zone)}, ${timeSpan(each.start, each.end, zone)}`;
        const room = roomName(names.value, each.room);
        const words = isHolding ? "Holding …" : "Take it";
        return (
          <li key={`${each.start} ${each.room}`} onPointerEnter={() => onShow(each)}>
            <div>
              <p>
                <strong class="when">{timeSpan(each.start, each.end, zone)}</strong> {room}
              </p>
              <p>{dayName(each.start, zone)}</p>
              <p class="small soft">{each.reasons.join(" · ")}</p>
            </div>
            <button
              type="button"
              disabled={holding !== undefined || isPast.value}
              aria-label={`${words}: ${room}, ${when}, ${zone}`}
              onFocus={() => onShow(each)}
              onClick={() => onChoose(each)}
            >
              {words}
            </button>
          </li>
        );
      })}
      <li class="small soft zone-line">
        All times in {zoneName(zone, found.suggestions[0]!.start)}
      </li>
    </ol>
  );
}

/** What may help is said by why there is none. */
function None({ suggestions, wishes, onChange }: SuggestionListProps): JSX.Element {
  const { reason, sentences } = suggestions.whyNone ?? { reason: "", sentences: [] };
  const { minutes, equipment, capacity, required, optional } = wishes;
  const isAboutPeople = reason === "people-busy" || reason === "no-common-working-hours";
  return (
    <div class="why-none" role="status">
      <p>
        <strong>There is no such time in the seven days from then on.</strong>
      </p>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div class="row">
        {minutes > 30 && (
          <button type="button" onClick={() => onChange({ minutes: 30 })}>
            Try half an hour
          </button>
        )}
        {reason === "no-room-fits" && equipment.length > 0 && (
          <button type="button" onClick={() => onChange({ equipment: [] })}>
            Any equipment
          </button>
        )}
        {reason === "no-room-fits" && capacity !== undefined && (
          <button type="button" onClick={() => onChange({ capacity: undefined })}>
            Any size that seats all
          </button>
        )}
        {isAboutPeople && required.length > 1 && (
          <button
            type="button"
            onClick={() =>
              onChange({
                required: required.slice(0, 1),
                optional: [...optional, ...required.slice(1)],
              })
            }
          >
            Make all but the organizer optional
          </button>
        )}
      </div>
    </div>
  );
}
