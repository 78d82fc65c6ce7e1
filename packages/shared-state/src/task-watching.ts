/** Watching a queue: what is available in it, again whenever that changes. */

import type { Engine } from "./engine.ts";
import { type AvailableTask, TaskBoard } from "./task-board.ts";
import type { Task } from "./tasks.ts";

export interface TaskWatching {
  /** Only so many of the first; all of them unless it says otherwise. */
  readonly limit?: number;
  /** Ends the watching. */
  readonly signal?: AbortSignal;
}

/**
 * Yields what is available, in order: at first, and after changes. Several changes may come as one.
 * Ends by the signal, or with the engine. Throws when the queue cannot be followed any more.
 */
export async function* watchTasks(
  engine: Engine,
  queue: string,
  { limit, signal }: TaskWatching = {},
): AsyncGenerator<Task[], void, undefined> {
  const board = new TaskBoard(engine, queue);
  const bell = new Bell();
  let changed = false;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  signal?.addEventListener("abort", bell.ring);
  try {
    await board.open({
      changed: () => {
        changed = true;
        bell.ring();
      },
      failed: (error) => {
        failure = { error };
      },
      ended: () => {
        ended = true;
        bell.ring();
      },
    });
    let shown: string | undefined;
    while (!signal?.aborted) {
      if (changed) {
        changed = false;
        const available = board.available(limit);
        const sight = sightOf(available);
        if (sight !== shown) yield available.map(({ task }) => task);
        shown = sight;
      } else if (failure) throw failure.error;
      else if (ended) return;
      else await bell.rung();
    }
  } finally {
    signal?.removeEventListener("abort", bell.ring);
    await board.close();
  }
}

/** Equal for equal lists: a task that was away meanwhile comes with another revision. */
function sightOf(available: readonly AvailableTask[]): string {
  return JSON.stringify(available.map(({ task, revision }) => [task.id, revision]));
}

/** Rings for whoever waits when it rings; who comes later has to look first. */
class Bell {
  #wake = () => {};
  readonly ring = () => this.#wake();

  rung(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
