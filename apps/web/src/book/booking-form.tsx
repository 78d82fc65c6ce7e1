/**
 * Turns a hold into a booking. It shows for how long the slot is still held, keeps holding it while
 * somebody types, and lets it go when it is closed: whoever shows it has nothing to release. What was
 * typed stays, whatever happens to the hold.
 */

import type { Hold, Meeting, Room, UnderWay } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { NoAnswer } from "../api/http.ts";
import { announce } from "../components/announcer.tsx";
import { SagaProgress } from "../sagas/saga-progress.tsx";
import { viewerZone, wholeSpan } from "../time/format.ts";
import { type BookingDraft, bookingBody, faultsOf } from "./booking-draft.ts";
import "./booking-form.css";
import { directory, names } from "../directory/directory.ts";
import { SlotFreeBusy } from "../free-busy/slot-free-busy.tsx";
import { BookingRefused } from "./booking-refused.tsx";
import { DraftFields } from "./draft-fields.tsx";
import { HoldNotice } from "./hold-notice.tsx";
import { rememberOrganizer } from "./last-organizer.ts";
import { useBooking } from "./use-booking.ts";
import { useDraft } from "./use-draft.ts";
import { useKeptHold } from "./use-kept-hold.ts";

interface BookingFormProps {
  readonly hold: Hold;
  readonly room: Room;
  readonly onDone: (meeting: Meeting | UnderWay) => void;
  readonly onLetGo: () => void;
  /** What is known of it already. */
  readonly draft?: Partial<BookingDraft>;
}

export function BookingForm(props: BookingFormProps): JSX.Element {
  const { hold: first, room: firstRoom, onDone, onLetGo } = props;
  const { people } = directory.value;
  const kept = useKeptHold(first);
  const { hold, isLapsed } = kept;
  const room = names.value.rooms.get(hold.room) ?? firstRoom;
  const [draft, setTyped] = useDraft(first, props.draft);
  const wasTried = useSignal(false);
  const faults = faultsOf(draft, room.capacity);
  const { booking, book, again, clear } = useBooking((meeting) => {
    kept.gone();
    rememberOrganizer(meeting.organizer);
    announce(`Booked: ${meeting.title}, ${room.name}, ${wholeSpan(meeting, viewerZone)}.`);
    onDone(meeting);
  });
  const isSending = booking.kind === "sending";
  /** It may be booked, and may not: that is found out before anything else is done. */
  const isUnanswered = booking.error instanceof NoAnswer;
  const isLent = isSending || isUnanswered;
  // At once: nothing that the booking does to the hold may be told before.
  useLayoutEffect(() => kept.lend(isLent), [isLent]);
  useLetGoWhenClosed(kept.letGo, isLent);

  const change = (changes: Partial<BookingDraft>) => {
    kept.typed();
    setTyped(changes);
    if (booking.kind === "failed" && !isUnanswered) clear();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    wasTried.value = true;
    if (faults[0]) {
      announce(faults[0].text);
      const form = event.currentTarget as HTMLFormElement;
      // When the fields have said what is wrong with them.
      setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    }
    if (isUnanswered) return again();
    if (faults.length > 0 || isLapsed || isSending) return;
    book(bookingBody(draft, hold), hold.heldBy);
  };

  return (
    <form class="booking-form" onSubmit={submit} noValidate aria-label="Book this slot">
      <HoldNotice
        {...{ kept, room, draft }}
        instead={
          isSending
            ? "The booking has taken over the hold."
            : isUnanswered
              ? "Whether it was booked is not known yet."
              : undefined
        }
        onHeld={clear}
      />
      {isSending ? (
        <section class="stack" aria-busy="true">
          <h3>Booking “{draft.title.trim()}” …</h3>
          <SagaProgress saga={booking.saga} definition="book-meeting" />
          {booking.underWay && (
            <div class="row">
              <span class="soft small">
                It takes longer than usual. It goes on without you, too.
              </span>
              <button type="button" onClick={() => onDone(booking.underWay!)}>
                Do not wait
              </button>
            </div>
          )}
        </section>
      ) : (
        <>
          {booking.error && (
            <BookingRefused
              error={booking.error}
              kept={kept}
              saga={booking.saga}
              onHeld={clear}
              onAgain={again}
            />
          )}
          <DraftFields
            {...{ draft, people, onChange: change }}
            faults={wasTried.value ? faults : []}
          />
          <SlotFreeBusy invited={draft} slot={hold} zone={viewerZone} />
          <div class="row booking-actions">
            <button type="submit" class="primary" disabled={isLapsed && !isUnanswered}>
              Book it
            </button>
            <button type="button" onClick={onLetGo}>
              {isLapsed ? "Close" : "Let it go"}
            </button>
          </div>
        </>
      )}
    </form>
  );
}

/** However it is closed: unless it is being booked, nobody else has to wait for the slot to lapse. */
function useLetGoWhenClosed(letGo: () => void, isBooking: boolean): void {
  const latest = useRef({ letGo, isBooking });
  latest.current = { letGo, isBooking };
  useEffect(
    () => () => {
      if (!latest.current.isBooking) latest.current.letGo();
    },
    [],
  );
}
