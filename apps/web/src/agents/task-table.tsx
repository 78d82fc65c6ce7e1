/** The tasks of a queue, in the order in which they will be done. */

import type { Task } from "@holdfast/api";
import type { JSX } from "preact";
import { duration } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import { TASK_WORDS } from "./queues.ts";

/** More at once help nobody. */
const SHOWN_MAX = 20;

export function TaskTable({ tasks }: { tasks: readonly Task[] }): JSX.Element {
  const shown = tasks.slice(0, SHOWN_MAX);
  return (
    <>
      <ol class="tasks">
        {shown.map((task) => (
          <li key={task.id}>
            <TaskRow task={task} />
          </li>
        ))}
      </ol>
      {tasks.length > SHOWN_MAX && (
        <p class="soft small">… and {tasks.length - SHOWN_MAX} more, which come after these.</p>
      )}
    </>
  );
}

function TaskRow({ task }: { task: Task }): JSX.Element {
  const { id, kind, state, enqueuedAt, failures, attemptsMax, worker, until, progress } = task;
  const ageMs = Math.max(0, shownNow.value - Date.parse(enqueuedAt));
  return (
    <>
      <p>
        <strong>{kind}</strong> <span class={`queue-count ${state}`}>{TASK_WORDS[state]}</span>
        {worker && <span class="soft"> by {worker}</span>}
      </p>
      <p class="small soft">
        <code>{id}</code>, {duration(ageMs)} old
        {until && state === "delayed" && `, in ${duration(leftMs(until))}`}
        {failures > 0 && `, failed ${failures} of ${attemptsMax} times`}
        {progress?.note && `, ${progress.note}`}
        {progress?.total !== undefined && `, ${progress.done ?? 0} of ${progress.total}`}
      </p>
      {task.lastError && <p class="small task-error">{task.lastError}</p>}
    </>
  );
}

/** A delay that has passed ends in a moment. */
function leftMs(until: string): number {
  return Math.max(0, Date.parse(until) - shownNow.value);
}
