/** Tasks as `state.tasks`: each method is one transaction, or one look, of the functions of tasks. */

import {
  type Artifact,
  type ArtifactTaken,
  type HandedOver,
  handOver,
  type NewArtifact,
  takeArtifact,
} from "./artifacts.ts";
import { type ClaimedTask, type ClaimLost, releaseClaim, renewClaim } from "./claims.ts";
import type { Body, Revision, Snapshot } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";
import type { SharedState } from "./state.ts";
import { type Progress, reportProgress } from "./task-progress.ts";
import { forgetTask, type TaskResult } from "./task-results.ts";
import { readTask, readTasks, type TaskStatus } from "./task-status.ts";
import { type TaskWatching, watchTasks } from "./task-watching.ts";
import {
  type Completion,
  claimTask,
  completeTask,
  type DeadLetter,
  enqueueTask,
  failClaimed,
  type NewTask,
  type Task,
  type TaskFailed,
  type TaskRef,
  type TaskUnavailable,
  taskNote,
} from "./tasks.ts";
import { type Waiting, waitUntil } from "./watches.ts";

/** `task-gone`: there is none, and no result of one. `dead-letter`: it failed too often. */
export type TaskCompleted =
  | Granted<{ result: TaskResult; revision: Revision }>
  | Refused<"dead-letter", { error: string }>
  | Refused<"task-gone" | "not-in-time">;

export class Tasks {
  readonly #state: SharedState;

  constructor(state: SharedState) {
    this.#state = state;
  }

  /** @throws HoldfastError `value-invalid` */
  enqueue(request: Omit<NewTask, "now">): Promise<Granted | Refused<"task-exists">> {
    const task = { ...request, now: this.#state.clock.wallMs() };
    return this.#commit((tx) => enqueueTask(tx, task), "task-enqueued", request);
  }

  /** What may be claimed now, in the order in which it should be done. */
  async available(queue: string, { limit }: { limit?: number } = {}): Promise<Task[]> {
    const all = await this.#state.read((snapshot) => readTasks(snapshot, queue));
    const available = all.filter(({ state }) => state === "available").slice(0, limit);
    return available.map(({ task }) => task);
  }

  /** The same at once, and again whenever it changes; see `watchTasks`. */
  watch(queue: string, watching: TaskWatching = {}): AsyncGenerator<Task[], void, undefined> {
    return watchTasks(this.#state.engine, queue, watching);
  }

  /** How the task stands; undefined: it is not in its queue (any more). */
  get(ref: TaskRef): Promise<TaskStatus | undefined> {
    return this.#state.read((snapshot) => readTask(snapshot, ref));
  }

  claim<Payload>(
    ref: TaskRef & Pick<Task, "correlation">,
    { forMs }: { forMs: number },
  ): Promise<Granted<ClaimedTask<Payload>> | TaskUnavailable> {
    const claim = { worker: this.#state.actor, forMs };
    return this.#commit((tx) => claimTask<Payload>(tx, ref, claim), "task-claimed", ref);
  }

  renew(claimed: ClaimedTask, { forMs }: { forMs: number }): Promise<Granted | ClaimLost> {
    return this.#commit((tx) => renewClaim(tx, claimed, { forMs }), "task-renewed", claimed.task);
  }

  /** @throws HoldfastError `value-invalid` */
  progress(claimed: ClaimedTask, progress: Progress): Promise<Granted | ClaimLost> {
    const body: Body<Granted | ClaimLost> = (tx) => reportProgress(tx, claimed, progress);
    return this.#commit(body, "task-progressed", claimed.task);
  }

  /** @throws HoldfastError `artifacts-too-many` */
  handOver(claimed: ClaimedTask, artifact: NewArtifact): Promise<HandedOver> {
    return this.#commit((tx) => handOver(tx, claimed, artifact), "artifact-ready", claimed.task);
  }

  /** Leaves a result for those who wait. @throws HoldfastError `artifacts-too-many` */
  complete(
    claimed: ClaimedTask,
    completion: Omit<Completion, "now"> = {},
  ): Promise<Granted | ClaimLost> {
    const complete = { ...completion, now: this.#state.clock.wallMs() };
    const body: Body<Granted | ClaimLost> = (tx) => completeTask(tx, claimed, complete);
    return this.#commit(body, "task-completed", claimed.task);
  }

  fail(claimed: ClaimedTask, { error }: { error: string }): Promise<TaskFailed | ClaimLost> {
    const failure = { error, now: this.#state.clock.wallMs() };
    const body: Body<TaskFailed | ClaimLost> = (tx) => failClaimed(tx, claimed, failure);
    return this.#commit(body, "task-failed", claimed.task);
  }

  release(claimed: ClaimedTask): Promise<Granted | ClaimLost> {
    return this.#commit((tx) => releaseClaim(tx, claimed), "task-released", claimed.task);
  }

  getArtifact<Value>(ref: TaskRef, name: string): Promise<Artifact<Value> | undefined> {
    const key = keyspace.artifact(ref.queue, ref.id, name);
    return this.#state.read((snapshot) => snapshot.get<Artifact<Value>>(key));
  }

  /** Those of the task that wait to be taken, by name. */
  getArtifacts(ref: TaskRef): Promise<Artifact[]> {
    const register = keyspace.artifacts(ref.queue, ref.id);
    return this.#state.read(async (snapshot) => {
      const entries = await snapshot.range<Artifact>({ prefix: register, after: register });
      return entries.map(({ value }) => value);
    });
  }

  takeArtifact<Value>(ref: TaskRef, name: string): Promise<ArtifactTaken<Value>> {
    return this.#commit((tx) => takeArtifact<Value>(tx, ref, name), "artifact-taken");
  }

  /**
   * The task's result, as soon as it is completed. While a task is in the queue under this id it is
   * waited for, also when an earlier one has left a result.
   */
  async completed(ref: TaskRef, waiting: Waiting): Promise<TaskCompleted> {
    const prefix = keyspace.task(ref.queue, ref.id);
    const look = (snapshot: Snapshot) => lookForEnd(snapshot, ref);
    const seen = await waitUntil(this.#state.engine, prefix, look, waiting);
    if (!seen) return refused("not-in-time");
    const { found, revision } = seen;
    return found.ok ? granted({ result: found.result, revision }) : found;
  }

  forget(ref: TaskRef): Promise<Granted | Refused<"task-exists">> {
    return this.#commit((tx) => forgetTask(tx, ref), "task-forgotten");
  }

  async #commit<T>(body: Body<T>, cause: string, task: Pick<Task, "correlation"> = {}): Promise<T> {
    return (await this.#state.transact(body, taskNote(task, cause))).value;
  }
}

/** Whatever ends a task removes it: so nobody has to look but when that key has changed. */
async function lookForEnd(
  snapshot: Snapshot,
  { queue, id }: TaskRef,
): Promise<
  | Granted<{ result: TaskResult }>
  | Refused<"dead-letter", { error: string }>
  | Refused<"task-gone">
  | undefined
> {
  if ((await snapshot.get(keyspace.task(queue, id))) !== undefined) return undefined;
  const result = await snapshot.get<TaskResult>(keyspace.taskResult(queue, id));
  const letter = await snapshot.get<DeadLetter>(keyspace.deadLetter(queue, id));
  // An id that was used twice may have ended both ways: the later one counts.
  if (result && !(letter && letter.at > result.completedAt)) return granted({ result });
  return letter ? refused("dead-letter", { error: letter.error }) : refused("task-gone");
}
