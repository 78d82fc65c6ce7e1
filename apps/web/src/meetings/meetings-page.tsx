/** Meetings of a day, a week or a month: of a person, of a room, or of all; found by words, too. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { names, useDirectory } from "../directory/directory.ts";
import { personName, roomName } from "../directory/names.ts";
import { type Key, lastCommit } from "../live/changes.ts";
import { useLive } from "../live/use-live.ts";
import { Link } from "../shell/link.tsx";
import { place } from "../shell/router.ts";
import { isPast } from "../time/as-of.ts";
import { dayName, viewerZone } from "../time/format.ts";
import { dateOf, isDate } from "../time/local-time.ts";
import { shownNow } from "../time/now.ts";
import { daysFrom } from "../time/ranges.ts";
import { type Asked, type ListedMeeting, listMeetings, matching } from "./listed-meetings.ts";
import { MeetingList } from "./meeting-list.tsx";
import { MeetingsFilter, RANGES } from "./meetings-filter.tsx";
import "./meetings-page.css";

const WEEK = "7";

export function MeetingsPage(): JSX.Element {
  const { query } = place.value;
  const today = dateOf(shownNow.value, viewerZone);
  const days = query.get("days") ?? WEEK;
  const range = days in RANGES ? days : WEEK;
  const asked = query.get("from") ?? "";
  const from = isDate(asked) ? asked : today;
  const person = query.get("person") ?? undefined;
  const room = query.get("room") ?? undefined;
  const words = query.get("q") ?? "";
  const window = useMemo(() => daysFrom(from, Number(range), viewerZone), [from, range]);
  const directory = useDirectory();
  if (directory.kind !== "ready") return <NotReady of={directory} what="people and rooms" />;
  const { people, rooms } = directory.value;
  const wordsOf = (each: ListedMeeting) =>
    `${personName(names.value, each.organizer)} ${roomName(names.value, each.room)}`;
  return (
    <div class="meetings-page stack">
      <div class="row meetings-title">
        <h1>Meetings</h1>
        <Link to="/book" class="button">
          Book one
        </Link>
      </div>
      <MeetingsFilter {...{ words, person, room, from, range, people, rooms }} />
      <Found
        asked={{ person, room, window, rooms }}
        show={(meetings) => (
          <MeetingList meetings={matching(meetings, words, wordsOf)} {...{ words }} />
        )}
      />
      <p class="small soft">
        {dayName(window.start, viewerZone)} to {dayName(window.end - 1, viewerZone)}; times in{" "}
        {viewerZone}.{" "}
        {(room === undefined || person !== undefined || isPast.value) &&
          "Cancelled meetings stand in the list of a single room, at present."}
      </p>
    </div>
  );
}

interface FoundProps {
  readonly asked: Pick<Asked, "person" | "room" | "window" | "rooms">;
  readonly show: (meetings: readonly ListedMeeting[]) => JSX.Element;
}

function Found({ asked, show }: FoundProps): JSX.Element {
  const { person, room, window, rooms } = asked;
  const found = useLive(
    (signal) => {
      const atLeast = lastCommit.peek()?.revision;
      return listMeetings({ ...asked, atLeast, isPast: isPast.peek(), signal });
    },
    { concerns: isMeeting, on: [person, room, window.start, window.end, rooms.length] },
  );
  if (found.kind !== "ready") return <NotReady of={found} what="meetings" />;
  return (
    <>
      <Stale failed={found.failed} />
      {found.value.length === 0 ? (
        <Empty>
          <p>No meetings then.</p>
          <Link to="/book">Book one</Link>
        </Empty>
      ) : (
        show(found.value)
      )}
    </>
  );
}

function isMeeting([kind, category]: Key): boolean {
  return kind === "stream" && category === "meeting";
}
