/** A meeting in short: who, when, where; and what one may do with it. */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Reply } from "../api/http.ts";
import { Problem } from "../api/http.ts";
import type { Meeting } from "../api/shapes.ts";
import { explain, NotReady } from "../components/not-ready.tsx";
import { under, useLive } from "../live/use-live.ts";
import { Link } from "../shell/link.tsx";
import { isPast } from "../time/as-of.ts";
import "./card.css";
import { cancelMeeting, readMeeting } from "./moving.ts";
import { personName, roomName, rooms } from "./names.ts";
import { close, opened } from "./page-state.ts";
import { refusalOf } from "./refusals.ts";
import { shownZone, wholeSpan, wordsFor } from "./words.ts";

export function MeetingCard({ id }: { id: string }): JSX.Element {
  const live = useLive(() => readMeeting(id), {
    concerns: under("stream", "meeting", id),
    on: [id],
  });
  if (live.kind !== "ready") return <NotReady of={live} what="the meeting" />;
  const { body: meeting } = live.value;
  return (
    <div class="stack">
      <MeetingFacts meeting={meeting} />
      <div class="row">
        <Link to={`/meetings/${encodeURIComponent(id)}`} class="button">
          Open
        </Link>
        {meeting.status === "standing" && <Actions seen={live.value} />}
      </div>
    </div>
  );
}

export function MeetingFacts({ meeting }: { meeting: Meeting }): JSX.Element {
  const { description, organizer, room, required, optional } = meeting;
  const home = rooms.value.find((other) => other.id === room);
  const zone = shownZone(home);
  const span = { start: Date.parse(meeting.start), end: Date.parse(meeting.end) };
  return (
    <>
      {meeting.status === "cancelled" && <p class="card-warning">This meeting was cancelled.</p>}
      <dl class="card-facts">
        <dt>When</dt>
        <dd>
          {wholeSpan(span, zone)}
          {home && home.zone !== zone && (
            <span class="soft small">In the room: {wholeSpan(span, home.zone)}</span>
          )}
        </dd>
        <dt>Where</dt>
        <dd>{roomName(room)}</dd>
        <dt>Organizer</dt>
        <dd>{personName(organizer)}</dd>
        {required.length > 0 && (
          <>
            <dt>Required</dt>
            <dd>{required.map(personName).join(", ")}</dd>
          </>
        )}
        {optional.length > 0 && (
          <>
            <dt>Optional</dt>
            <dd>{optional.map(personName).join(", ")}</dd>
          </>
        )}
      </dl>
      {description && <p class="card-text">{description}</p>}
    </>
  );
}

function Actions({ seen }: { seen: Reply<Meeting> }): JSX.Element {
  const asked = useSignal<"no" | "sure?" | "asked">("no");
  const failed = useSignal("");
  const cancel = async () => {
    asked.value = "asked";
    try {
      await cancelMeeting(seen.body, seen.version);
      close();
    } catch (error) {
      asked.value = "no";
      failed.value = whyNot(error as Error, seen.body.room);
    }
  };
  const why = isPast.value ? "The past cannot be changed: go back to now first" : undefined;
  return (
    <>
      <button
        type="button"
        disabled={isPast.value}
        title={why}
        onClick={() => {
          opened.value = { kind: "move", seen };
        }}
      >
        Move …
      </button>
      {asked.value === "no" ? (
        <button
          type="button"
          class="danger"
          disabled={isPast.value}
          title={why}
          onClick={() => {
            asked.value = "sure?";
          }}
        >
          Cancel it …
        </button>
      ) : (
        <button type="button" class="danger" disabled={asked.value === "asked"} onClick={cancel}>
          {asked.value === "asked" ? "Cancelling …" : "Yes, cancel it and tell everybody"}
        </button>
      )}
      {failed.value && (
        <p class="card-warning" role="alert">
          {failed.value}
        </p>
      )}
    </>
  );
}

function whyNot(error: Error, room: string): string {
  if (!(error instanceof Problem)) return explain(error);
  const { title, sentences } = refusalOf(error.slug, error.body, wordsFor(room));
  return [`${title}.`, ...sentences].join(" ");
}
