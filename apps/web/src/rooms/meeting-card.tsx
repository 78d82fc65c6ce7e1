/** A meeting in short: who, when, where; and what one may do with it. */

import type { JSX } from "preact";
import { readMeeting } from "../api/meetings.ts";
import { MeetingFacts } from "../change-meeting/meeting-facts.tsx";
import { NotReady, Stale } from "../components/not-ready.tsx";
import { under, useLive } from "../live/use-live.ts";
import { Link } from "../shell/link.tsx";
import { isPast } from "../time/as-of.ts";
import "./card.css";
import { opened } from "./page-state.ts";

export function MeetingCard({ id }: { id: string }): JSX.Element {
  const live = useLive((signal) => readMeeting(id, signal), {
    concerns: under("stream", "meeting", id),
    on: [id],
  });
  if (live.kind !== "ready") return <NotReady of={live} what="the meeting" />;
  const seen = live.value;
  const isStanding = seen.meeting.status === "standing";
  const why = isPast.value ? "The past cannot be changed: go back to now first" : undefined;
  const open = (kind: "move" | "cancel") => {
    opened.value = { kind, seen };
  };
  return (
    <div class="stack">
      <Stale failed={live.failed} />
      {!isStanding && <p class="card-warning">This meeting was cancelled.</p>}
      <MeetingFacts meeting={seen.meeting} />
      <div class="row">
        <Link to={`/meetings/${encodeURIComponent(id)}`} class="button">
          Open
        </Link>
        {isStanding && (
          <>
            <button type="button" disabled={isPast.value} title={why} onClick={() => open("move")}>
              Move …
            </button>
            <button
              type="button"
              class="danger"
              disabled={isPast.value}
              title={why}
              onClick={() => open("cancel")}
            >
              Cancel it …
            </button>
          </>
        )}
      </div>
    </div>
  );
}
