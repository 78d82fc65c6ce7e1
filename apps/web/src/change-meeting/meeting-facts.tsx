/** What a meeting is: when, where, who. */

import type { Meeting } from "@holdfast/api";
import type { JSX } from "preact";
import { names } from "../directory/directory.ts";
import { personName, roomName } from "../directory/names.ts";
import { dayName, duration, timeSpan, viewerZone, zoneName } from "../time/format.ts";
import "./meeting-facts.css";

export function MeetingFacts({ meeting }: { meeting: Meeting }): JSX.Element {
  const { start, end, zone, organizer, optional, description } = meeting;
  const required = meeting.required.filter((each) => each !== organizer);
  const list = (ids: readonly string[]) => ids.map((id) => personName(names.value, id)).join(", ");
  return (
    <dl class="meeting-facts">
      <div>
        <dt>When</dt>
        <dd>
          {dayName(start, viewerZone)}, <strong>{timeSpan(start, end, viewerZone)}</strong>{" "}
          <span class="soft small">
            {zoneName(viewerZone, start)} · {duration(Date.parse(end) - Date.parse(start))}
          </span>
          {zone !== viewerZone && (
            <div class="soft small">
              {dayName(start, zone)}, {timeSpan(start, end, zone)} in {zone}, where it was planned
            </div>
          )}
        </dd>
      </div>
      <div>
        <dt>Where</dt>
        <dd>{roomName(names.value, meeting.room)}</dd>
      </div>
      <div>
        <dt>Organizer</dt>
        <dd>{personName(names.value, organizer)}</dd>
      </div>
      {required.length > 0 && (
        <div>
          <dt>Required</dt>
          <dd>{list(required)}</dd>
        </div>
      )}
      {optional.length > 0 && (
        <div>
          <dt>Optional</dt>
          <dd>{list(optional)}</dd>
        </div>
      )}
      {description !== "" && (
        <div>
          <dt>Description</dt>
          <dd class="description">{description}</dd>
        </div>
      )}
    </dl>
  );
}
