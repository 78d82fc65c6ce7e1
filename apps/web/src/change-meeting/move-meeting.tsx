/** Moves a meeting to another time or room; beside it everybody's day, and times that would do. */

import type { Room, Span } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { SeenMeeting } from "../api/meetings.ts";
import { SlotFreeBusy } from "../free-busy/slot-free-busy.tsx";
import { OtherSlots } from "../refusals/other-slots.tsx";
import { fieldOf, instantOfField, isoOf } from "../time/local-time.ts";
import { MINUTE_MS } from "../time/ranges.ts";
import { ChangeActions } from "./change-actions.tsx";
import "./change-form.css";
import type { ChangeFormProps } from "./change-form.ts";
import { ChangeRefused } from "./change-refused.tsx";
import { changeOf, isEmptyChange, minutesOf } from "./meeting-change.ts";
import { MoveFields, type WantedTime } from "./move-fields.tsx";
import { useChange } from "./use-change.ts";

interface MoveMeetingProps extends ChangeFormProps {
  readonly rooms: readonly Room[];
}

export function MoveMeeting({ seen, rooms, onDone, onClose }: MoveMeetingProps): JSX.Element {
  const { meeting } = seen;
  const { zone } = meeting;
  const wanted = useSignal(asFields(meeting, zone));
  const { change, patch } = useChange((underWay) =>
    onDone(underWay ? "The move is under way." : "The meeting was moved."),
  );
  const place = placeOf(wanted.value, zone);
  const body = place ? moveOf(seen, place) : {};
  const isSending = change.kind === "sending";
  const { organizer, required, optional, start } = meeting;
  const moveTo = (to: Place) => {
    wanted.value = asFields(to, zone);
    const upon = change.kind === "failed" ? (change.now ?? seen) : seen;
    void patch(upon, moveOf(upon, to));
  };
  return (
    <form
      class="change-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmptyChange(body)) void patch(seen, body);
      }}
    >
      {change.kind === "failed" && (
        <ChangeRefused
          {...{ change, seen, busy: isSending }}
          onAgain={(upon) => void patch(upon, place ? moveOf(upon, place) : {})}
          onChoose={moveTo}
        />
      )}
      <MoveFields
        {...{ wanted: wanted.value, rooms, zone, at: start, isFaulty: !place }}
        onChange={(changes) => {
          wanted.value = { ...wanted.value, ...changes };
        }}
      />
      {!place && wanted.value.from !== "" && (
        <p class="input-fault small">There is no such time in {zone}.</p>
      )}
      {place && (
        <SlotFreeBusy
          {...{ zone, slot: place, ignoring: meeting.id }}
          invited={{ organizer: [organizer], required, optional }}
        />
      )}
      <OtherSlots
        title="When all can, and a room fits"
        wanted={{ start, end: endOf(start, wanted.value.minutes), required, optional }}
        {...{ zone, busy: isSending }}
        onChoose={(to) => {
          wanted.value = asFields(to, zone);
        }}
      />
      <ChangeActions
        {...{ isSending, onClose }}
        words="Move it"
        sending="Moving it …"
        disabled={isEmptyChange(body)}
      />
    </form>
  );
}

type Place = Span & { readonly room: string };

function asFields({ start, end, room }: Place, zone: string): WantedTime {
  return { from: fieldOf(Date.parse(start), zone), minutes: minutesOf({ start, end }), room };
}

/** Undefined: there is no such time, or it is not said for how long. */
function placeOf({ from, minutes, room }: WantedTime, zone: string): Place | undefined {
  const instant = instantOfField(from, zone);
  if (instant === undefined || !(minutes > 0)) return undefined;
  const start = isoOf(instant);
  return { start, end: endOf(start, minutes), room };
}

function endOf(start: string, minutes: number): string {
  return isoOf(Date.parse(start) + Math.max(1, minutes || 1) * MINUTE_MS);
}

/** A time is sent whole: its start without its end would make it longer or shorter. */
function moveOf({ meeting }: SeenMeeting, to: Place) {
  const { start, end, ...rest } = changeOf(meeting, {
    ...{ start: to.start, end: to.end, room: to.room },
  });
  const movesInTime = start !== undefined || end !== undefined;
  return { ...rest, ...(movesInTime && { start: to.start, end: to.end }) };
}
