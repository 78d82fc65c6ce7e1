/** Moving a meeting without a mouse: another time, another room. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Reply } from "../api/http.ts";
import type { Meeting } from "../api/shapes.ts";
import { isPast } from "../time/as-of.ts";
import { MINUTE_MS } from "./geometry.ts";
import { localTimeOf } from "./local-time.ts";
import { moveMeeting } from "./moving.ts";
import { rooms } from "./names.ts";
import { close } from "./page-state.ts";
import { slotOf, TimeFields, type WrittenSlot } from "./time-fields.tsx";
import { shownZone } from "./words.ts";

export function MoveMeeting({ seen }: { seen: Reply<Meeting> }): JSX.Element {
  const { body: meeting } = seen;
  const room = useSignal(meeting.room);
  const zone = shownZone(rooms.value.find(({ id }) => id === meeting.room));
  const start = Date.parse(meeting.start);
  const minutes = (Date.parse(meeting.end) - start) / MINUTE_MS;
  const written = useSignal<WrittenSlot>({ ...localTimeOf(start, zone), minutes });
  const slot = slotOf(written.value, zone);
  const move = (event: Event) => {
    event.preventDefault();
    if (!slot) return;
    close();
    void moveMeeting(meeting, { ...slot, room: room.value }, Promise.resolve(seen));
  };
  return (
    <form class="stack" onSubmit={move}>
      <TimeFields
        written={written.value}
        zone={zone}
        onWrite={(next) => {
          written.value = next;
        }}
      />
      <label class="field">
        Room
        <select
          value={room.value}
          onChange={({ currentTarget: { value } }) => {
            room.value = value;
          }}
        >
          {rooms.value.map(({ id, name, capacity }) => (
            <option key={id} value={id}>
              {name} ({capacity} seats)
            </option>
          ))}
        </select>
      </label>
      <div class="row">
        <button type="submit" class="primary" disabled={!slot || isPast.value}>
          Move it
        </button>
        <button type="button" onClick={close}>
          Leave it where it is
        </button>
      </div>
    </form>
  );
}
