/** Meetings, day by day. */

import type { JSX } from "preact";
import { Empty } from "../components/not-ready.tsx";
import { names } from "../directory/directory.ts";
import { personName, roomName } from "../directory/names.ts";
import { Link } from "../shell/link.tsx";
import { dayName, timeSpan, viewerZone } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import { byDay, type ListedMeeting } from "./listed-meetings.ts";

interface MeetingListProps {
  readonly meetings: readonly ListedMeeting[];
  readonly words: string;
}

export function MeetingList({ meetings, words }: MeetingListProps): JSX.Element {
  if (meetings.length === 0) return <Empty>No meeting has the words “{words}”.</Empty>;
  const days = byDay(meetings, viewerZone);
  return (
    <div class="meeting-days">
      {days.map(({ day, meetings: ofDay }) => (
        <section key={day} class="panel" aria-label={dayName(ofDay[0]!.start, viewerZone)}>
          <h2>{dayName(ofDay[0]!.start, viewerZone)}</h2>
          <ul class="meeting-list">
            {ofDay.map((each) => (
              <MeetingLine key={each.meeting} meeting={each} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function MeetingLine({ meeting: each }: { meeting: ListedMeeting }) {
  const isOver = Date.parse(each.end) <= shownNow.value;
  const isCancelled = each.status === "cancelled";
  return (
    <li class={[isCancelled ? "cancelled" : "", isOver ? "over" : ""].join(" ")}>
      <span class="when">{timeSpan(each.start, each.end, viewerZone)}</span>
      <Link to={`/meetings/${encodeURIComponent(each.meeting)}`} class="what">
        {each.title}
      </Link>
      <span>{roomName(names.value, each.room)}</span>
      <span class="soft">
        {personName(names.value, each.organizer)}
        {each.role === "optional" && " · optional"}
      </span>
      {isCancelled && <strong class="state">cancelled</strong>}
    </li>
  );
}
