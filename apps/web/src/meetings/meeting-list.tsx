/** Meetings, day by day. */

import type { JSX } from "preact";
import { type Names, personName, roomName } from "../book/names.ts";
import { Empty } from "../components/not-ready.tsx";
import { Link } from "../shell/link.tsx";
import { dayName, timeSpan, viewerZone } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import { byDay, type ListedMeeting } from "./listed-meetings.ts";

interface MeetingListProps {
  readonly meetings: readonly ListedMeeting[];
  readonly names: Names;
  readonly words: string;
}

export function MeetingList({ meetings, names, words }: MeetingListProps): JSX.Element {
  if (meetings.length === 0) return <Empty>No meeting has the words “{words}”.</Empty>;
  const days = byDay(meetings, viewerZone);
  return (
    <div class="meeting-days">
      {days.map(({ day, meetings: ofDay }) => (
        <section key={day} class="panel" aria-label={dayName(ofDay[0]!.start, viewerZone)}>
          <h2>{dayName(ofDay[0]!.start, viewerZone)}</h2>
          <ul class="meeting-list">
            {ofDay.map((each) => (
              <MeetingLine key={each.meeting} meeting={each} names={names} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function MeetingLine({ meeting: each, names }: { meeting: ListedMeeting; names: Names }) {
  const isOver = Date.parse(each.end) <= shownNow.value;
  const isCancelled = each.status === "cancelled";
  return (
    <li class={[isCancelled ? "cancelled" : "", isOver ? "over" : ""].join(" ")}>
      <span class="when">{timeSpan(each.start, each.end, viewerZone)}</span>
      <Link to={`/meetings/${encodeURIComponent(each.meeting)}`} class="what">
        {each.title}
      </Link>
      <span>{roomName(names, each.room)}</span>
      <span class="soft">
        {personName(names, each.organizer)}
        {each.role === "optional" && " · optional"}
      </span>
      {isCancelled && <strong class="state">cancelled</strong>}
    </li>
  );
}
