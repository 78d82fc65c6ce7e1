/** A change that was refused: why, what somebody else has done since, and how to go on. */

import type { JSX } from "preact";
import { Problem } from "../api/http.ts";
import type { Suggestion } from "../api/shapes.ts";
import { explainConflict } from "../book/conflict.ts";
import { ConflictNotice } from "../book/conflict-notice.tsx";
import type { Names } from "../book/names.ts";
import { viewerZone } from "../time/format.ts";
import { differences } from "./meeting-change.ts";
import type { Change, SeenMeeting } from "./use-change.ts";

interface ChangeRefusedProps {
  readonly change: Extract<Change, { kind: "failed" }>;
  /** What its author has seen. */
  readonly seen: SeenMeeting;
  readonly names: Names;
  readonly busy: boolean;
  /** Once more, upon what stands now. */
  readonly onAgain: (upon: SeenMeeting) => void;
  readonly onChoose?: (alternative: Suggestion) => void;
}

export function ChangeRefused(props: ChangeRefusedProps): JSX.Element {
  const { change, seen, names, busy, onAgain, onChoose } = props;
  const { error, now } = change;
  if (!(error instanceof Problem && error.slug === "version-mismatch")) {
    const conflict = explainConflict(error, names, viewerZone);
    return (
      <ConflictNotice
        {...{ conflict, names, zone: viewerZone, busy }}
        {...(onChoose && { onChoose })}
      >
        {conflict.next === "try-again" && (
          <button type="button" disabled={busy} onClick={() => onAgain(now ?? seen)}>
            Try again
          </button>
        )}
      </ConflictNotice>
    );
  }
  const since = now ? differences(seen.meeting, now.meeting, names, viewerZone) : [];
  const headline =
    "Somebody has changed this meeting since you opened it. Nothing of yours is lost.";
  return (
    <ConflictNotice
      conflict={{ headline, obstacles: [], alternatives: [], next: "try-again" }}
      {...{ names, zone: viewerZone }}
    >
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
        {now?.meeting.status === "cancelled" ? (
          <p>It was cancelled: it cannot be changed any more.</p>
        ) : (
          now && (
            <button type="button" disabled={busy} onClick={() => onAgain(now)}>
              Make my change on the new version
            </button>
          )
        )}
      </div>
    </ConflictNotice>
  );
}
