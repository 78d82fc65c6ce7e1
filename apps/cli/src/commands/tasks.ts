/** `holdfast tasks`: what there is to do, who is at it, and how far they have come. */

import type { Task, Tasks } from "@holdfast/api";
import type { Command } from "commander";
import { listTasks } from "../api.ts";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import { clockTime, type Output, table } from "../print.ts";
import { readCount } from "../when.ts";

interface TasksOptions extends AskingOptions {
  readonly queue?: string;
  readonly available?: boolean;
  readonly limit: string;
}

export function addTasks(program: Command, { output }: Context): void {
  withGateway(program.command("tasks"))
    .description("what there is to do, who is at it, and how far they have come")
    .option("--queue <name>", "only of this queue: room-agent, mail")
    .option("--available", "only what may be claimed now")
    .option("--limit <number>", "how many of the first", "50")
    .action(async ({ queue, available, limit, ...options }: TasksOptions) => {
      const state = available ? "available" : undefined;
      const query = { queue, state, limit: readCount(limit, "tasks") };
      const list = await listTasks(connect(options), query);
      if (options.json) return output.json(list);
      for (const line of taskLines(list, output.colours)) output.line(line);
    });
}

function taskLines({ tasks, total }: Tasks, colours: Output["colours"]): string[] {
  if (total === 0) return ["Nothing is to be done."];
  const rows = tasks.map((task) => [
    task.queue,
    { text: task.id, paint: colours.bold },
    task.kind,
    { text: standing(task), paint: task.state === "available" ? colours.good : colours.dim },
    progressText(task),
    task.priority === 0 ? "" : `priority ${task.priority}`,
    { text: task.failures === 0 ? "" : `failed ${task.failures} times`, paint: colours.bad },
  ]);
  const more = total > tasks.length ? [`… and ${total - tasks.length} more`] : [];
  return [...table(rows).map((line) => line.trimEnd()), ...more];
}

function standing({ state, worker, until, lane }: Task): string {
  const time = until === undefined ? "" : ` until ${clockTime(Date.parse(until))}`;
  if (state === "claimed") return `${worker}${time}`;
  if (state === "delayed") return `delayed${time}`;
  return state === "waiting" ? `waiting in lane ${lane}` : state;
}

function progressText({ progress = {} }: Task): string {
  const { done, total, note } = progress;
  const count = total === undefined ? done : `${done ?? 0}/${total}`;
  return [count, note].filter((part) => part !== undefined).join(" ");
}
