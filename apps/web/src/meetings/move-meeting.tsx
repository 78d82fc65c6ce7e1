/** Moves a meeting to another time or room; beside it everybody's day, and times that would do. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import type { Room, Suggestions } from "../api/shapes.ts";
import { Alternatives } from "../book/alternatives.tsx";
import { SlotFreeBusy } from "../book/slot-free-busy.tsx";
import { useLive } from "../live/use-live.ts";
import { wallNow } from "../time/now.ts";
import { ChangeActions } from "./change-actions.tsx";
import { ChangeRefused } from "./change-refused.tsx";
import type { ChangeFormProps } from "./edit-meeting.tsx";
import {
  changeOf,
  instantOf,
  isEmptyChange,
  laterBy,
  localTime,
  type MeetingChange,
  minutesOf,
} from "./meeting-change.ts";
import { MoveFields, type WantedTime } from "./move-fields.tsx";
import { type SeenMeeting, useChange } from "./use-change.ts";

interface MoveMeetingProps extends ChangeFormProps {
  readonly rooms: readonly Room[];
}

const SUGGESTIONS = 4;

export function MoveMeeting({
  seen,
  names,
  rooms,
  onDone,
  onClose,
}: MoveMeetingProps): JSX.Element {
  const { meeting } = seen;
  const { zone } = meeting;
  const wanted = useSignal<WantedTime>({
    from: localTime(meeting.start, zone),
    minutes: minutesOf(meeting),
    room: meeting.room,
  });
  const { change, patch } = useChange((underWay) =>
    onDone(underWay ? "The move is under way." : "The meeting was moved."),
  );
  const { from, minutes, room } = wanted.value;
  const start = instantOf(from, zone);
  const slot = start && minutes > 0 ? { start, end: laterBy(start, minutes) } : undefined;
  const body = slot ? moveOf(seen, { ...slot, room }) : {};
  const isSending = change.kind === "sending";
  const suggestions = useSuggested(seen, minutes);
  const people = {
    organizer: [meeting.organizer],
    required: meeting.required,
    optional: meeting.optional,
  };
  const set = (changes: Partial<WantedTime>) => {
    wanted.value = { ...wanted.value, ...changes };
  };
  const choose = (to: { start: string; end: string; room: string }) => {
    wanted.value = {
      from: localTime(to.start, zone),
      minutes: minutesOf(to),
      room: to.room,
    };
  };
  const moveTo = (upon: SeenMeeting, to: { start: string; end: string; room: string }) => {
    choose(to);
    void patch(upon, moveOf(upon, { start: to.start, end: to.end, room: to.room }));
  };
  const latest = change.kind === "failed" ? (change.now ?? seen) : seen;
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
          {...{ change, seen, names, busy: isSending }}
          onAgain={(upon) => void patch(upon, slot ? moveOf(upon, { ...slot, room }) : {})}
          onChoose={(alternative) => moveTo(latest, alternative)}
        />
      )}
      <MoveFields
        {...{ wanted: wanted.value, rooms, zone, at: meeting.start, isFaulty: !slot }}
        onChange={set}
      />
      {!slot && from !== "" && <p class="fault small">There is no such time in {zone}.</p>}
      {slot && (
        <SlotFreeBusy draft={people} names={names} slot={slot} zone={zone} ignoring={meeting.id} />
      )}
      {suggestions.kind === "ready" && suggestions.value.suggestions.length > 0 && (
        <Alternatives
          title="When all can, and a room fits"
          alternatives={suggestions.value.suggestions}
          {...{ names, zone, onChoose: choose, busy: isSending }}
        />
      )}
      <ChangeActions
        {...{ isSending, onClose }}
        words="Move it"
        sending="Moving it …"
        disabled={isEmptyChange(body)}
      />
    </form>
  );
}

/** A time is sent whole: its start without its end would make it longer or shorter. */
function moveOf(
  { meeting }: SeenMeeting,
  to: Required<Pick<MeetingChange, "start" | "end" | "room">>,
) {
  const { start, end, ...rest } = changeOf(meeting, to);
  const movesInTime = start !== undefined || end !== undefined;
  return { ...rest, ...(movesInTime && { start: to.start, end: to.end }) };
}

function useSuggested({ meeting }: SeenMeeting, minutes: number) {
  const query = {
    durationMinutes: Math.max(1, minutes || 1),
    people: meeting.required,
    ...(meeting.optional.length > 0 && { optional: meeting.optional }),
    from: new Date(Math.max(Date.parse(meeting.start), wallNow.peek())).toISOString(),
    limit: SUGGESTIONS,
  };
  return useLive(
    (signal) => get<Suggestions>("/api/suggestions", { query, signal, presentOnly: true }),
    { concerns: ([kind]) => kind === "diary", on: [query.durationMinutes] },
  );
}
