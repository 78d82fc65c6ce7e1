/** Whether the page is live. When it is not, everything stays readable, and says how old it is. */

import type { JSX } from "preact";
import { connection, lastCommit } from "../live/changes.ts";
import "./connection-state.css";

const WORDS = {
  connecting: "Connecting",
  live: "Live",
  lost: "Connection lost, trying again",
} as const;

export function ConnectionState(): JSX.Element {
  const state = connection.value;
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
