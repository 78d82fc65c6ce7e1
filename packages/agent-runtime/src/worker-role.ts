/**
 * What an agent may write whose work comes as tasks: the machinery of the sagas that it serves, its
 * queues, its own presence, and what its handlers write.
 */

import {
  defineRole,
  type KeyPattern,
  presenceWrites,
  type Role,
  sagaWrites,
  taskWrites,
} from "@holdfast/shared-state";
import type { ServedSaga } from "./serve.ts";

export interface WorkerRoleOptions {
  readonly sagas: readonly ServedSaga[];
  /** Beside the queue that has its name. */
  readonly queues?: readonly string[];
  /** What its handlers write. */
  readonly writes: readonly KeyPattern[];
}

export function workerRole(name: string, { sagas, queues = [], writes }: WorkerRoleOptions): Role {
  return defineRole(name, {
    writes: [
      ...sagaWrites(sagas.map(({ definition }) => definition)),
      ...[name, ...queues].flatMap(taskWrites),
      ...presenceWrites(name),
      ...writes,
    ],
  });
}
