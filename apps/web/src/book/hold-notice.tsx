/**
 * The slot, and for how long it is still held. Once the hold has lapsed: the same slot can be held
 * again, if nobody was quicker, or another one.
 */

import type { Room, Suggestion } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Slot } from "../api/holds.ts";
import { announce } from "../components/announcer.tsx";
import { Countdown } from "../components/countdown.tsx";
import { names } from "../directory/directory.ts";
import { OtherSlots } from "../refusals/other-slots.tsx";
import { explainRefusal } from "../refusals/refusal.ts";
import { RefusalNotice } from "../refusals/refusal-notice.tsx";
import { clockTime, dayName, timeSpan, viewerZone, zoneName } from "../time/format.ts";
import type { BookingDraft } from "./booking-draft.ts";
import type { KeptHold } from "./use-kept-hold.ts";

interface HoldNoticeProps {
  readonly kept: KeptHold;
  readonly room: Room;
  /** Said in place of how long it is held. */
  readonly instead: string | undefined;
  readonly draft: BookingDraft;
  readonly onHeld: () => void;
}

export function HoldNotice({ kept, room, instead, draft, onHeld }: HoldNoticeProps): JSX.Element {
  const refusal = useSignal<Error | undefined>(undefined);
  const isBusy = useSignal(false);
  const { hold, isLapsed, keptUntil } = kept;

  const holdInstead = async (slot: Slot) => {
    isBusy.value = true;
    refusal.value = undefined;
    try {
      await kept.holdInstead(slot);
      announce("Held again.");
      onHeld();
    } catch (error) {
      refusal.value = error as Error;
    } finally {
      isBusy.value = false;
    }
  };
  const { start, end } = hold;
  return (
    <section class={isLapsed && !instead ? "hold-notice lapsed" : "hold-notice"} aria-label="Slot">
      <p class="slot-line">
        <strong>{room.name}</strong>
        <span>
          {dayName(start, viewerZone)}, <strong>{timeSpan(start, end, viewerZone)}</strong>{" "}
          <span class="soft small">{zoneName(viewerZone, start)}</span>
        </span>
        {room.zone !== viewerZone && (
          <span class="soft small">
            {timeSpan(start, end, room.zone)} there, in {room.zone}
          </span>
        )}
      </p>
      {instead ? (
        <p class="small">{instead}</p>
      ) : isLapsed ? (
        <div class="stack" role="alert">
          <p>
            <strong>The hold has lapsed.</strong> Others can take the slot now. Everything that you
            typed is still here.
          </p>
          <div class="row">
            <button
              type="button"
              class="primary"
              disabled={isBusy.value}
              onClick={() => holdInstead(hold)}
            >
              {isBusy.value ? "Holding it …" : "Hold it again"}
            </button>
          </div>
          <OtherSlots
            title="Or take another"
            wanted={{
              ...{ room: hold.room, start, end, optional: draft.optional },
              required: [...draft.organizer, ...draft.required],
            }}
            {...{ zone: viewerZone, busy: isBusy.value, onChoose: holdInstead }}
          />
        </div>
      ) : (
        <p>
          Held for you for another{" "}
          {hold.freeAt ? <Countdown until={hold.freeAt} over="moment" /> : "while"}
          <span class="soft small">
            {" "}
            · typing keeps it, until {clockTime(keptUntil, viewerZone)} at the latest
          </span>
        </p>
      )}
      {refusal.value && (
        <RefusalNotice
          refusal={explainRefusal(refusal.value, names.value, viewerZone)}
          {...{ zone: viewerZone, busy: isBusy.value }}
          onChoose={(alternative: Suggestion) => holdInstead(alternative)}
        />
      )}
    </section>
  );
}
