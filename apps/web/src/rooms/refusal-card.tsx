/** Why something was not done, and what would do instead: each alternative is one click. */

import type { JSX } from "preact";
import { readMeeting } from "../api/meetings.ts";
import { MeetingFacts } from "../change-meeting/meeting-facts.tsx";
import { NotReady } from "../components/not-ready.tsx";
import { useLive } from "../live/use-live.ts";
import { Alternatives } from "../refusals/alternatives.tsx";
import { Obstacles } from "../refusals/obstacle-list.tsx";
import { OtherSlots } from "../refusals/other-slots.tsx";
import type { Refusal } from "../refusals/refusal.ts";
import { close, type Next } from "./page-state.ts";
import { zoneOfRoom } from "./shown-zone.ts";

export function RefusalCard({ refusal, next }: { refusal: Refusal; next: Next }): JSX.Element {
  const { obstacles, alternatives } = refusal;
  const zone = zoneOfRoom(next.room);
  const choice = { title: "This would do", zone, onChoose: next.choose };
  const mayPass = obstacles.some(({ until }) => until !== undefined);
  return (
    <div class="stack">
      <div role="alert">
        <Obstacles {...{ obstacles, zone, isFollowed: alternatives.length > 0 }} />
      </div>
      {next.changed && <ChangedMeeting id={next.changed} />}
      {alternatives.length > 0 ? (
        <Alternatives {...choice} alternatives={alternatives} />
      ) : (
        refusal.next === "choose-again" && <OtherSlots {...choice} wanted={next.wanted} saysNone />
      )}
      <div class="row">
        {(refusal.next === "try-again" || mayPass) && (
          <button
            type="button"
            onClick={() => {
              close();
              next.again.act();
            }}
          >
            {next.again.label}
          </button>
        )}
        <button type="button" onClick={close}>
          Leave it
        </button>
      </div>
    </div>
  );
}

/** What somebody else has made of it. */
function ChangedMeeting({ id }: { id: string }): JSX.Element {
  const live = useLive((signal) => readMeeting(id, signal), { on: [id] });
  if (live.kind !== "ready") return <NotReady of={live} what="the meeting" />;
  const { meeting } = live.value;
  return (
    <section class="stack" aria-label="The meeting as it is now">
      <h3>It is now: {meeting.title}</h3>
      <MeetingFacts meeting={meeting} />
    </section>
  );
}
