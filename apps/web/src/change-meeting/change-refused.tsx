/** A change that was refused: why, what somebody else has done since, and how to go on. */

import type { Suggestion } from "@holdfast/api";
import type { JSX } from "preact";
import { Problem } from "../api/http.ts";
import type { SeenMeeting } from "../api/meetings.ts";
import { names } from "../directory/directory.ts";
import { explainRefusal } from "../refusals/refusal.ts";
import { RefusalNotice } from "../refusals/refusal-notice.tsx";
import { viewerZone } from "../time/format.ts";
import "./change-refused.css";
import { differences } from "./meeting-change.ts";
import type { Change } from "./use-change.ts";

interface ChangeRefusedProps {
  readonly change: Extract<Change, { kind: "failed" }>;
  /** What its author has seen. */
  readonly seen: SeenMeeting;
  readonly busy: boolean;
  /** Once more, upon what stands now. */
  readonly onAgain: (upon: SeenMeeting) => void;
  readonly onChoose?: (alternative: Suggestion) => void;
}

export function ChangeRefused(props: ChangeRefusedProps): JSX.Element {
  const { change, seen, busy, onAgain, onChoose } = props;
  const { error, now } = change;
  const refusal = explainRefusal(error, names.value, viewerZone);
  const hasMoved = error instanceof Problem && error.slug === "version-mismatch";
  return (
    <RefusalNotice {...{ refusal, zone: viewerZone, busy, onChoose }}>
      {hasMoved && now && <Since {...{ seen, now, busy, onAgain }} />}
      {!hasMoved && refusal.next === "try-again" && (
        <button type="button" disabled={busy} onClick={() => onAgain(now ?? seen)}>
          Try again
        </button>
      )}
    </RefusalNotice>
  );
}

interface SinceProps extends Pick<ChangeRefusedProps, "seen" | "busy" | "onAgain"> {
  readonly now: SeenMeeting;
}

function Since({ seen, now, busy, onAgain }: SinceProps): JSX.Element {
  const since = differences(seen.meeting, now.meeting, names.value, viewerZone);
  return (
    <div class="stack since">
      {since.length > 0 && (
        <dl class="since-list" aria-label="What has changed since">
          {since.map(({ name, before, after }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <del>{before}</del> <ins>{after}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {now.meeting.status === "cancelled" ? (
        <p>It was cancelled: it cannot be changed any more.</p>
      ) : (
        <button type="button" disabled={busy} onClick={() => onAgain(now)}>
          Make my change on the new version
        </button>
      )}
    </div>
  );
}
