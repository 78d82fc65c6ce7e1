/** Other times and rooms that would do, looked for from a slot on that cannot be had. */

import type { Span, Suggestion, Suggestions } from "@holdfast/api";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import { NotReady } from "../components/not-ready.tsx";
import { useLive } from "../live/use-live.ts";
import { isoOf } from "../time/local-time.ts";
import { wallNow } from "../time/now.ts";
import { MINUTE_MS, rangeOfSpan } from "../time/ranges.ts";
import { Alternatives } from "./alternatives.tsx";

/** Who is to meet, for how long, from when on. */
export interface Wanted extends Span {
  /** Where it cannot be had. */
  readonly room?: string;
  /** The organizer among them. */
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
  readonly capacity?: number;
  readonly equipment?: readonly string[];
}

interface OtherSlotsProps {
  readonly title: string;
  readonly wanted: Wanted;
  readonly zone: string;
  readonly onChoose: (slot: Suggestion) => void;
  readonly busy?: boolean;
  /** Else nothing stands here until there is something. */
  readonly saysNone?: boolean;
}

const SUGGESTIONS = 4;

export function OtherSlots(props: OtherSlotsProps): JSX.Element | null {
  const { title, wanted, zone, onChoose, busy = false, saysNone = false } = props;
  const query = queryOf(wanted);
  const found = useLive(
    (signal) => get<Suggestions>("/api/suggestions", { query, signal, presentOnly: true }),
    { concerns: ([kind]) => kind === "diary", on: [JSON.stringify(wanted)] },
  );
  if (found.kind !== "ready") {
    return saysNone ? <NotReady of={found} what="the alternatives" /> : null;
  }
  const { whyNone } = found.value;
  const suggestions = found.value.suggestions.filter((each) => !isSame(each, wanted));
  if (suggestions.length > 0) {
    return <Alternatives {...{ title, zone, onChoose, busy }} alternatives={suggestions} />;
  }
  if (!saysNone) return null;
  return <p class="soft">Nothing else would do in the next days. {whyNone?.sentences.join(" ")}</p>;
}

/** What cannot be had is not offered in its own place. */
function isSame(slot: Suggestion, { room, start, end }: Wanted): boolean {
  return slot.room === room && slot.start === start && slot.end === end;
}

function queryOf({ start, end, required = [], optional = [], capacity, equipment = [] }: Wanted) {
  const from = rangeOfSpan({ start, end });
  const people = [...new Set(required)];
  const others = optional.filter((each) => !people.includes(each));
  return {
    durationMinutes: Math.max(1, Math.round((from.end - from.start) / MINUTE_MS)),
    ...(people.length > 0 && { people }),
    ...(others.length > 0 && { optional: others }),
    ...(equipment.length > 0 && { equipment }),
    ...(capacity !== undefined && { capacity }),
    from: isoOf(Math.max(from.start, wallNow.peek())),
    limit: SUGGESTIONS,
  };
}
