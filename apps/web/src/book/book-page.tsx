/**
 * Books in two clicks: a suggestion, which is held at once, and "Book it". Beside the suggestions
 * everybody's free and busy times, so that one sees why.
 */

import type { Hold, Meeting, Suggestion, Suggestions, UnderWay } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { placeHold, type Slot } from "../api/holds.ts";
import { get } from "../api/http.ts";
import { Dialog } from "../components/dialog.tsx";
import { NotReady, Stale } from "../components/not-ready.tsx";
import type { Key } from "../live/changes.ts";
import { type Live, useLive } from "../live/use-live.ts";
import { explainRefusal, type Refusal } from "../refusals/refusal.ts";
import { RefusalNotice } from "../refusals/refusal-notice.tsx";
import { goTo, place, setQuery } from "../shell/router.ts";
import { isPast } from "../time/as-of.ts";
import { viewerZone } from "../time/format.ts";
import { AskWho } from "./ask-who.tsx";
import "./book-page.css";
import { names, useDirectory } from "../directory/directory.ts";
import { BookingForm } from "./booking-form.tsx";
import { Calendars } from "./calendars.tsx";
import { SuggestionList } from "./suggestion-list.tsx";
import { WishForm } from "./wish-form.tsx";
import {
  asksForNothing,
  readWishes,
  suggestionQuery,
  type Wishes,
  wishesToQuery,
} from "./wishes.ts";

const SUGGESTIONS = 6;
/** Time passes: what was first is past by now. */
const ANEW_MS = 60_000;

export function BookPage(): JSX.Element {
  const directory = useDirectory();
  const { query } = place.value;
  const wishes = useMemo(() => readWishes(query, viewerZone), [query]);
  const suggestions = useSuggestions(wishes);
  const shown = useSignal<Suggestion | undefined>(undefined);
  const holding = useSignal<Slot | undefined>(undefined);
  const held = useSignal<Hold | undefined>(undefined);
  const refusal = useSignal<Refusal | undefined>(undefined);

  if (directory.kind !== "ready") return <NotReady of={directory} what="people and rooms" />;
  const { people, rooms } = directory.value;
  const change = (changes: Partial<Wishes>) => {
    shown.value = undefined;
    refusal.value = undefined;
    setQuery(wishesToQuery(changes, viewerZone));
  };
  const choose = async (slot: Slot) => {
    holding.value = slot;
    refusal.value = undefined;
    try {
      held.value = await placeHold(slot);
    } catch (error) {
      refusal.value = explainRefusal(error as Error, names.value, wishes.zone);
      suggestions.reload();
    } finally {
      holding.value = undefined;
    }
  };
  const done = (booked: Meeting | UnderWay) => {
    held.value = undefined;
    goTo(`/meetings/${"saga" in booked ? booked.meeting : booked.id}`);
  };
  const letGo = () => {
    held.value = undefined;
  };
  const hold = held.value;
  const room = hold && names.value.rooms.get(hold.room);
  const [organizer, ...required] = wishes.required;
  return (
    <div class="book-page stack">
      <h1>Book</h1>
      {isPast.value && (
        <p class="panel">
          This is the past: nothing can be booked in it, and nothing is suggested for it. Go back to
          now to book a room.
        </p>
      )}
      <WishForm {...{ wishes, people, rooms, onChange: change }} />
      {refusal.value && (
        <RefusalNotice
          refusal={refusal.value}
          {...{ zone: wishes.zone, busy: holding.value !== undefined }}
          onChoose={choose}
        />
      )}
      <div class="book-columns">
        <section class="panel stack" aria-label="Suggestions">
          <h2>When all can, and a room fits</h2>
          {isPast.value ? (
            <p class="soft">There are suggestions for the present only.</p>
          ) : asksForNothing(wishes) ? (
            <AskWho onChange={change} />
          ) : suggestions.kind !== "ready" ? (
            <NotReady of={suggestions} what="suggestions" />
          ) : (
            <>
              <Stale failed={suggestions.failed} />
              <SuggestionList
                suggestions={suggestions.value}
                {...{ wishes, holding: holding.value, onChoose: choose }}
                onShow={(suggestion) => {
                  shown.value = suggestion;
                }}
                onChange={change}
              />
            </>
          )}
        </section>
        <Calendars
          wishes={wishes}
          slot={
            shown.value ??
            (suggestions.kind === "ready" ? suggestions.value.suggestions[0] : undefined)
          }
        />
      </div>
      {hold && room && (
        <Dialog title="Book" onClose={letGo}>
          <BookingForm
            {...{ hold, room, onDone: done }}
            draft={{
              ...(organizer !== undefined && { organizer: [organizer], required }),
              optional: wishes.optional,
            }}
            onLetGo={letGo}
          />
        </Dialog>
      )}
    </div>
  );
}

/** Diaries of rooms and people, calendars, hours: each may make another time the first. */
function useSuggestions(wishes: Wishes): Live<Suggestions> & { readonly reload: () => void } {
  const query = suggestionQuery(wishes, SUGGESTIONS);
  const path = asksForNothing(wishes) ? undefined : "/api/suggestions";
  const live = useLive(
    async (signal) => path && get<Suggestions>(path, { query, signal, presentOnly: true }),
    { concerns: isAboutTime, on: [path, JSON.stringify(query)], everyMs: ANEW_MS },
  );
  const { reload } = live;
  if (live.kind !== "ready") return live;
  // Of what was asked for before, which was nothing.
  if (!live.value) return { kind: "loading", reload };
  return { ...live, value: live.value };
}

function isAboutTime([kind, collection]: Key): boolean {
  if (kind === "diary") return true;
  return kind === "document" && ["person", "room", "commitments"].includes(String(collection));
}
