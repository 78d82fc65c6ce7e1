/** The life of a meeting: every event, by its position, with who has caused it and when. */

import type { MeetingEvents } from "@holdfast/api";
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
  readonly meeting: string;
  readonly zone: string;
}

export function EventStream({ meeting, zone }: EventStreamProps): JSX.Element {
  const found = useLive(
    (signal) =>
      orNone(get<MeetingEvents>(`/api/meetings/${encodeURIComponent(meeting)}/events`, { signal })),
    { concerns: under("stream", "meeting", meeting), on: [meeting] },
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
                {eventFacts(event, names.value, zone).map(({ name, value }) => (
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
