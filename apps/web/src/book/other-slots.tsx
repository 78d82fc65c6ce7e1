/** Other times at which those who come could meet, from a slot on that was lost. */

import type { JSX } from "preact";
import { get } from "../api/http.ts";
import type { Span, Suggestion, Suggestions } from "../api/shapes.ts";
import { useLive } from "../live/use-live.ts";
import { viewerZone } from "../time/format.ts";
import { wallNow } from "../time/now.ts";
import { Alternatives } from "./alternatives.tsx";
import type { BookingDraft } from "./booking-draft.ts";
import type { Names } from "./names.ts";

interface OtherSlotsProps {
  readonly draft: BookingDraft;
  readonly names: Names;
  readonly slot: Span;
  readonly busy: boolean;
  readonly onChoose: (slot: Suggestion) => void;
}

const SUGGESTIONS = 4;
const MINUTE_MS = 60_000;

export function OtherSlots(props: OtherSlotsProps): JSX.Element | null {
  const { draft, names, slot, busy, onChoose } = props;
  const people = [...new Set([...draft.organizer, ...draft.required])];
  const optional = draft.optional.filter((each) => !people.includes(each));
  const start = Date.parse(slot.start);
  const query = {
    durationMinutes: Math.round((Date.parse(slot.end) - start) / MINUTE_MS),
    ...(people.length > 0 && { people }),
    ...(optional.length > 0 && { optional }),
    from: new Date(Math.max(start, wallNow.peek())).toISOString(),
    limit: SUGGESTIONS,
  };
  const found = useLive(
    (signal) => get<Suggestions>("/api/suggestions", { query, signal, presentOnly: true }),
    { concerns: ([kind]) => kind === "diary", on: [people.join(), optional.join(), slot.start] },
  );
  if (found.kind !== "ready" || found.value.suggestions.length === 0) return null;
  return (
    <Alternatives
      title="Or take another"
      alternatives={found.value.suggestions}
      {...{ names, zone: viewerZone, onChoose, busy }}
    />
  );
}
