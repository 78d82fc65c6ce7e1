/** What is known of a room, the way to the sign at its door, and closing it for repair. */

import type { Closures as ClosuresTold, Room } from "@holdfast/api";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import { inCollection, useLive } from "../live/use-live.ts";
import { Link } from "../shell/link.tsx";
import { isPast } from "../time/as-of.ts";
import { wholeSpan } from "../time/format.ts";
import { wallNow } from "../time/now.ts";
import "./card.css";
import { hoursInWords } from "../time/opening-hours.ts";
import { opened } from "./page-state.ts";
import { shownZone } from "./shown-zone.ts";

export function RoomCard({ room }: { room: Room }): JSX.Element {
  return (
    <div class="stack">
      <dl class="card-facts">
        <dt>Seats</dt>
        <dd>{room.capacity}</dd>
        <dt>Equipment</dt>
        <dd>{room.equipment.join(", ") || "none"}</dd>
        <dt>Open</dt>
        <dd>
          {hoursInWords(room.openingHours).join("; ") || "never"}
          <span class="soft small">by its own clock, {room.zone}</span>
        </dd>
      </dl>
      <Closures room={room} />
      <div class="row">
        <Link to={`/room/${encodeURIComponent(room.id)}`} class="button">
          Sign at its door
        </Link>
        <button
          type="button"
          class="danger"
          disabled={isPast.value}
          title={isPast.value ? "The past cannot be changed: go back to now first" : undefined}
          onClick={() => {
            opened.value = { kind: "close", room };
          }}
        >
          Close for repair …
        </button>
      </div>
    </div>
  );
}

/** Those that are not over. */
function Closures({ room }: { room: Room }): JSX.Element | null {
  const path = `/api/rooms/${encodeURIComponent(room.id)}/closures`;
  const live = useLive((signal) => get<ClosuresTold>(path, { signal }), {
    concerns: inCollection(`closure/${room.id}`),
    on: [room.id],
  });
  if (live.kind !== "ready") return null;
  const coming = live.value.closures.filter(
    ({ state, end }) => state !== "cancelled" && Date.parse(end) > wallNow.peek(),
  );
  if (coming.length === 0) return null;
  return (
    <section class="stack">
      <h3>Closed</h3>
      <ul class="choices">
        {coming.map(({ id, start, end, reason }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => {
                opened.value = { kind: "closure", room, closure: id };
              }}
            >
              <strong>{reason}</strong>
              <span>{wholeSpan({ start, end }, shownZone(room))}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
