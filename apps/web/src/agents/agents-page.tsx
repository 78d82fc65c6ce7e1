/** Who works here, at what, and how far behind: processes, tasks, dead letters, views, commits. */

import type { JSX } from "preact";
import { viewerZone, zoneName } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import "./agents-page.css";
import { CommitFeed } from "./commit-feed.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { Processes } from "./processes.tsx";
import { Projections } from "./projections.tsx";
import { TaskQueues } from "./task-queues.tsx";

export function AgentsPage(): JSX.Element {
  return (
    <div class="agents-page stack">
      <header>
        <h1>Agents</h1>
        <p class="soft small">
          Separate processes, which share a state and nothing else. Times in{" "}
          {zoneName(viewerZone, shownNow.value)}.
        </p>
      </header>
      <Processes />
      <div class="agents-columns">
        <TaskQueues />
        <DeadLetters />
      </div>
      <Projections />
      <CommitFeed />
    </div>
  );
}
