/** How far a closure is: which meetings have been moved, and which wait for a person. */

import type { Closure, Room } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { get, send } from "../api/http.ts";
import { readMeeting } from "../api/meetings.ts";
import { announce } from "../components/announcer.tsx";
import { NotReady, Stale } from "../components/not-ready.tsx";
import { names } from "../directory/directory.ts";
import { roomName } from "../directory/names.ts";
import { under, useLive } from "../live/use-live.ts";
import { explainRefusal, inSentences } from "../refusals/refusal.ts";
import { Link } from "../shell/link.tsx";
import { isPast } from "../time/as-of.ts";
import { wholeSpan } from "../time/format.ts";
import "./card.css";
import { close } from "./page-state.ts";
import { shownZone } from "./shown-zone.ts";

export function ClosureCard({ room, closure: id }: { room: Room; closure: string }): JSX.Element {
  const path = `/api/rooms/${encodeURIComponent(room.id)}/closures/${encodeURIComponent(id)}`;
  const live = useLive((signal) => get<Closure>(path, { signal }), {
    concerns: under("document", `closure/${room.id}`, id),
    on: [path],
  });
  if (live.kind !== "ready") return <NotReady of={live} what="the closure" />;
  const closure = live.value;
  return (
    <div class="stack">
      <Stale failed={live.failed} />
      <dl class="card-facts">
        <dt>Why</dt>
        <dd>{closure.reason}</dd>
        <dt>When</dt>
        <dd>{wholeSpan(closure, shownZone(room))}</dd>
        <dt>State</dt>
        <dd>
          <output>{STATES[closure.state]}</output>
        </dd>
      </dl>
      <Outcomes closure={closure} />
      {closure.state !== "cancelled" && <Reopen path={path} zone={shownZone(room)} />}
    </div>
  );
}

const STATES = {
  waiting: "Waiting for the room’s lock, or for an agent",
  closing: "Being closed: its meetings are moved one by one",
  closed: "Closed",
  cancelled: "Called off: the room can be had again",
} as const;

function Outcomes({ closure: { meetings, state } }: { closure: Closure }): JSX.Element {
  if (meetings.length === 0) {
    const none = state === "closed" || state === "cancelled";
    return (
      <p class="soft">{none ? "No meeting was in the way." : "No meeting has been moved yet."}</p>
    );
  }
  return (
    <ul class="closure-outcomes">
      {meetings.map(({ meeting, outcome, to, why }) => (
        <li key={meeting}>
          <MeetingLink id={meeting} />
          <span class={outcome === "must-be-moved-by-hand" ? "outcome-bad" : "outcome-good"}>
            {inWords(outcome, to)}
            {why && <span class="soft small"> ({why.replaceAll("-", " ")})</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

function MeetingLink({ id }: { id: string }): JSX.Element {
  const live = useLive(() => readMeeting(id), { on: [id] });
  const title = live.kind === "ready" ? live.value.meeting.title : "A meeting";
  return <Link to={`/meetings/${encodeURIComponent(id)}`}>{title}</Link>;
}

function inWords(outcome: Closure["meetings"][number]["outcome"], to: string | undefined): string {
  switch (outcome) {
    case "moving":
      return "being moved …";
    case "moved":
      return to === undefined ? "moved" : `moved to ${roomName(names.value, to)}`;
    case "cancelled":
      return "was cancelled";
    case "must-be-moved-by-hand":
      return "move it by hand";
  }
}

function Reopen({ path, zone }: { path: string; zone: string }): JSX.Element {
  const state = useSignal<"closed" | "asked">("closed");
  const failed = useSignal("");
  const reopen = async () => {
    state.value = "asked";
    try {
      await send("DELETE", path);
      announce("The closure was called off.");
      close();
    } catch (error) {
      state.value = "closed";
      failed.value = inSentences(explainRefusal(error as Error, names.value, zone));
    }
  };
  return (
    <div class="row">
      <button type="button" disabled={isPast.value || state.value === "asked"} onClick={reopen}>
        {state.value === "asked" ? "Opening …" : "Open the room again"}
      </button>
      <span class="soft small">Meetings that were moved stay where they are.</span>
      {failed.value && (
        <p class="card-warning" role="alert">
          {failed.value}
        </p>
      )}
    </div>
  );
}
