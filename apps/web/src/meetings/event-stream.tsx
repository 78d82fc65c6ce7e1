/** The life of a meeting: every event, by its position, with who has caused it and when. */

import type { Meeting, MeetingEvents } from "@holdfast/api";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import { eventFacts, eventTitle } from "../change-meeting/event-words.ts";
import { NotReady, Stale } from "../components/not-ready.tsx";
import { names } from "../directory/directory.ts";
import { actorName } from "../directory/names.ts";
import { under, useLive } from "../live/use-live.ts";
import { describeMoment, viewerZone } from "../time/format.ts";
import "./event-stream.css";
import { orNone } from "./or-none.ts";

interface EventStreamProps {
  readonly meeting: Meeting;
}

export function EventStream({ meeting }: EventStreamProps): JSX.Element {
  const { id, zone, organizer } = meeting;
  const found = useLive(
    (signal) =>
      orNone(get<MeetingEvents>(`/api/meetings/${encodeURIComponent(id)}/events`, { signal })),
    { concerns: under("stream", "meeting", id), on: [id] },
  );
  if (found.kind !== "ready") return <NotReady of={found} what="events" />;
  return (
    <>
      <Stale failed={found.failed} />
      <ol class="event-stream">
        {(found.value?.events ?? []).map((event) => (
          <li key={event.position} class={event.type}>
            <span class="position" aria-hidden="true">
              {event.position}
            </span>
            <div>
              <p>
                <strong>{eventTitle(event.type)}</strong> by {actorName(names.value, event.by)}{" "}
                <span class="soft small">
                  <span class="unseen">position {event.position}, </span>
                  {describeMoment(event.at, viewerZone)}
                </span>
              </p>
              <dl class="small">
                {eventFacts(event, names.value, zone, organizer).map(({ name, value }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
