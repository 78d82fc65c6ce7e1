/** Everything about one meeting: what it is, its life, who worked on it in milliseconds, its mails. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { readMeeting, type SeenMeeting } from "../api/meetings.ts";
import { CancelMeeting } from "../change-meeting/cancel-meeting.tsx";
import { EditMeeting } from "../change-meeting/edit-meeting.tsx";
import { MeetingFacts } from "../change-meeting/meeting-facts.tsx";
import { announce } from "../components/announcer.tsx";
import { Dialog } from "../components/dialog.tsx";
import { NotReady, Stale } from "../components/not-ready.tsx";
import { useDirectory } from "../directory/directory.ts";
import type { Key } from "../live/changes.ts";
import { useLive } from "../live/use-live.ts";
import { Link } from "../shell/link.tsx";
import { useTitle } from "../shell/title.ts";
import { isPast } from "../time/as-of.ts";
import { EventStream } from "./event-stream.tsx";
import { MeetingMails } from "./meeting-mails.tsx";
import "./meeting-page.css";
import { MoveMeeting } from "../change-meeting/move-meeting.tsx";
import { orNone } from "./or-none.ts";
import { SagaView } from "./saga-view.tsx";

type Doing = "edit" | "move" | "cancel";

const TITLES: Readonly<Record<Doing, string>> = {
  edit: "Edit the meeting",
  move: "Move the meeting",
  cancel: "Cancel the meeting",
};

export function MeetingPage({ meeting: id }: { meeting: string }): JSX.Element {
  const directory = useDirectory();
  const found = useLive((signal) => orNone(readMeeting(id, signal)), {
    concerns: ([kind, category, stream]: Key) =>
      (kind === "stream" && category === "meeting" && stream === id) ||
      (kind === "saga" && String(category).includes(id)),
    on: [id],
  });
  const seen = found.kind === "ready" ? found.value : undefined;
  useTitle(seen?.meeting.title ?? "Meeting");
  if (directory.kind !== "ready") return <NotReady of={directory} what="people and rooms" />;
  return (
    <article class="meeting-page stack">
      <p class="small">
        <Link to="/meetings">All meetings</Link>
      </p>
      {found.kind !== "ready" ? (
        <NotReady of={found} what="meeting" />
      ) : seen ? (
        <>
          <Stale failed={found.failed} />
          <Head seen={seen} directory={directory.value} onChanged={found.reload} />
        </>
      ) : (
        <div class="stack">
          <h1>Not booked</h1>
          <p>
            {isPast.value
              ? "At this moment there was no such meeting yet, or its booking was under way."
              : "There is no such meeting: its booking is under way, or was refused. What is known of it stands below."}
          </p>
        </div>
      )}
      <Part title="Who did what">
        <SagaView meeting={id} />
      </Part>
      {seen && (
        <div class="meeting-columns">
          <Part title="Its life">
            <EventStream meeting={seen.meeting} />
          </Part>
          <Part title="Its mails">
            <MeetingMails meeting={id} />
          </Part>
        </div>
      )}
    </article>
  );
}

interface HeadProps {
  readonly seen: SeenMeeting;
  readonly directory: Extract<ReturnType<typeof useDirectory>, { kind: "ready" }>["value"];
  readonly onChanged: () => void;
}

function Head({ seen, directory, onChanged }: HeadProps): JSX.Element {
  const { meeting, version } = seen;
  /** What they do, and upon which version: the one that stood when they began. */
  const doing = useSignal<{ what: Doing; seen: SeenMeeting } | undefined>(undefined);
  const { people, rooms } = directory;
  const isCancelled = meeting.status === "cancelled";
  const close = () => {
    doing.value = undefined;
  };
  const onDone = (sentence: string) => {
    announce(sentence);
    close();
    onChanged();
  };
  const whyNot = isPast.value ? "This is the past: nothing can be changed in it." : undefined;
  const begun = doing.value;
  return (
    <section class={isCancelled ? "panel meeting-head cancelled" : "panel meeting-head"}>
      <div class="row">
        <h1>{meeting.title}</h1>
        {isCancelled && <strong class="meeting-state">Cancelled</strong>}
      </div>
      <MeetingFacts {...{ meeting }} />
      {!isCancelled && (
        <div class="row">
          {(["edit", "move", "cancel"] as const).map((what) => (
            <button
              key={what}
              type="button"
              class={what === "cancel" ? "danger" : ""}
              disabled={isPast.value}
              title={whyNot}
              onClick={() => {
                doing.value = { what, seen };
              }}
            >
              {what === "edit" ? "Edit" : what === "move" ? "Move" : "Cancel it"}
            </button>
          ))}
          <span class="soft small">{whyNot ?? `version ${version.replaceAll('"', "")}`}</span>
        </div>
      )}
      {begun && (
        <Dialog title={TITLES[begun.what]} onClose={close}>
          {begun.what === "edit" ? (
            <EditMeeting {...{ seen: begun.seen, people, onDone, onClose: close }} />
          ) : begun.what === "move" ? (
            <MoveMeeting {...{ seen: begun.seen, rooms, onDone, onClose: close }} />
          ) : (
            <CancelMeeting {...{ seen: begun.seen, onDone, onClose: close }} />
          )}
        </Dialog>
      )}
    </section>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  const heading = useId();
  return (
    <section class="panel stack" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </section>
  );
}
