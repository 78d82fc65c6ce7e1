/** Whether the page is live, or of which moment of the past. When it is not, everything stays readable, and says how old it is. */

import type { JSX } from "preact";
import { connection, lastCommit } from "../live/changes.ts";
import { asOf } from "../time/as-of.ts";
import { shortMoment, viewerZone } from "../time/format.ts";
import "./connection-state.css";

const WORDS = {
  connecting: "Connecting",
  live: "Live",
  lost: "Connection lost, trying again",
} as const;

export function ConnectionState(): JSX.Element {
  const state = connection.value;
  // Without a connection the past cannot be read either: that is what matters then.
  if (asOf.value !== undefined && state !== "lost") return <OfThePast moment={asOf.value} />;
  const revision = lastCommit.value?.revision;
  return (
    <p class={`connection ${state}`} role="status">
      <span class="dot" aria-hidden="true" />
      {WORDS[state]}
      {revision !== undefined && state === "live" && (
        <span class="soft connection-revision" aria-hidden="true">
          revision {revision}
        </span>
      )}
    </p>
  );
}

/** The slider tells screen readers its moment itself: no second voice beside it. */
function OfThePast({ moment }: { moment: string }): JSX.Element {
  return (
    <p class="connection of-the-past">
      <span class="dot" aria-hidden="true" />
      As of {shortMoment(moment, viewerZone)}
    </p>
  );
}
