/**
 * The liveness phase: all faults are healed, and now everything that was begun has to come to an end.
 * Nothing is under way when no task waits, is worked on or was given up (a saga that is open has one), and
 * every view shows the latest.
 */

import type { DeadLetters, Projections, Tasks } from "@holdfast/api";
import { until, WaitedInVain } from "../patience.ts";
import type { Processes } from "../system/processes.ts";

/** Longer than a saga's deadline, and than the pauses between a mail's first attempts. */
const REST_MS_MAX = 30_000;

/** What has not come to an end; nothing, if all is well. */
export async function comeToRest(processes: Processes, pace = 1): Promise<readonly string[]> {
  let unfinished: readonly string[] = [];
  const isQuiet = async () => {
    unfinished = await underWay(processes);
    return unfinished.length === 0;
  };
  try {
    await until("everything comes to rest", isQuiet, { waitMsMax: REST_MS_MAX * pace });
  } catch (error) {
    if (!(error instanceof WaitedInVain)) throw error;
  }
  return unfinished;
}

async function underWay(processes: Processes): Promise<string[]> {
  if (!(await processes.everyProcessRuns())) return ["not every process runs"];
  try {
    const tasks = await processes.ask<Tasks>("/api/tasks");
    const letters = await processes.ask<DeadLetters>("/api/dead-letters");
    const views = await processes.ask<Projections>("/api/projections");
    if ([tasks, letters, views].some(({ status }) => status !== 200))
      return ["the gateway refuses to say"];
    const behind = views.body.projections.filter(
      ({ state, lagRevisions }) => state !== "live" || lagRevisions > 0,
    );
    return [
      ...tasks.body.tasks.map(({ queue, id, state }) => `task ${queue}/${id} is ${state}`),
      ...letters.body.deadLetters.map(({ queue, id }) => `task ${queue}/${id} was given up`),
      ...behind.map(({ name, state }) => `view ${name} is behind (${state})`),
    ];
  } catch {
    return ["the gateway does not answer"];
  }
}
