/** What there is to do: by queue how much of it is in which state, and, on demand, each task. */

import type { Tasks } from "@holdfast/api";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { under, useLive } from "../live/use-live.ts";
import { isPast } from "../time/as-of.ts";
import { duration } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import { groupByQueue, type Queue, TASK_STATES, TASK_WORDS } from "./queues.ts";
import { TaskTable } from "./task-table.tsx";
import "./task-queues.css";

export function TaskQueues(): JSX.Element {
  const live = useLive((signal) => get<Tasks>("/api/tasks", { signal }), {
    concerns: under("task"),
  });
  if (live.kind !== "ready") return <NotReady of={live} what="the tasks" />;
  const { tasks, total } = live.value;
  return (
    <section class="stack" aria-labelledby="tasks">
      <div class="section-head">
        <h2 id="tasks">Tasks</h2>
        <p class="soft">
          {total === 1 ? "1 in all" : `${total} in all`}
          {total > tasks.length && `, the first ${tasks.length} of them here`}
        </p>
      </div>
      <Stale failed={live.failed} />
      {tasks.length === 0 && (
        <Empty>
          {isPast.value ? "There was nothing to do." : "There is nothing to do: all is done."}
        </Empty>
      )}
      <ul class="stack">
        {groupByQueue(tasks).map((queue) => (
          <li key={queue.name}>
            <QueueRow queue={queue} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function QueueRow({ queue }: { queue: Queue }): JSX.Element {
  const { name, tasks, counts, oldestAt } = queue;
  const told = TASK_STATES.filter((state) => counts[state] > 0);
  return (
    <details class="panel queue">
      <summary>
        <strong>{name}</strong>
        <span class="queue-counts">
          {told.map((state) => (
            <span key={state} class={`queue-count ${state}`}>
              <b>{counts[state]}</b> {TASK_WORDS[state]}
            </span>
          ))}
        </span>
        <span class="queue-bar" aria-hidden="true">
          {told.map((state) => (
            <span key={state} class={state} style={{ flexGrow: counts[state] }} />
          ))}
        </span>
        {oldestAt && (
          <span class="soft small">
            oldest since {duration(Math.max(0, shownNow.value - Date.parse(oldestAt)))}
          </span>
        )}
      </summary>
      <TaskTable tasks={tasks} />
    </details>
  );
}
