/**
 * `holdfast watch`: what happens, as it happens. A connection that breaks is made again, and goes on
 * after the last event that was seen (`Last-Event-ID`), so nothing is missed or shown twice.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Commit } from "@holdfast/api";
import type { Command } from "commander";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import { readEvents, type ServerEvent } from "../events.ts";
import { CommandError } from "../exit-codes.ts";
import { exitCodeOf } from "../http.ts";
import { clockTime, type Output } from "../print.ts";
import { readCount } from "../when.ts";

interface WatchOptions extends AskingOptions {
  readonly prefix?: string;
  readonly after?: string;
  readonly count?: string;
}

const AGAIN_MS = 1_000;

export function addWatch(program: Command, { output }: Context): void {
  withGateway(program.command("watch"))
    .description("every change as it happens, until Ctrl-C")
    .option("--prefix <key>", "only changes below it: diary,room/alan-turing")
    .option("--after <revision>", "begin after this revision instead of now")
    .option("--count <number>", "end after so many changes")
    .action(async (options: WatchOptions) => {
      let left =
        options.count === undefined
          ? Number.POSITIVE_INFINITY
          : readCount(options.count, "changes");
      for await (const event of changes(options)) {
        output.line(options.json ? event.data : eventLine(event, output.colours));
        left -= 1;
        if (left === 0) return;
      }
    });
}

/** Goes on for ever. @throws CommandError when it is refused, or nobody answers the first time */
async function* changes(options: WatchOptions): AsyncGenerator<ServerEvent> {
  let last = options.after;
  let connected = false;
  for (;;) {
    try {
      const response = await connect(options).open("/api/changes", {
        query: { prefix: options.prefix },
        headers: last === undefined ? {} : { "last-event-id": last },
      });
      if (!response.ok) throw refusal(response.status);
      connected = true;
      for await (const event of readEvents(response)) {
        last = event.id ?? last;
        if (event.data !== "") yield event;
      }
    } catch (error) {
      // Whoever has been connected waits for the gateway to come back.
      if (!connected) throw error;
    }
    await sleep(AGAIN_MS);
  }
}

function refusal(status: number): CommandError {
  return new CommandError(`The gateway refuses to be watched (${status}).`, exitCodeOf(status));
}

export function eventLine({ event, data }: ServerEvent, colours: Output["colours"]): string {
  if (event !== "commit") return colours.bad(`${event}: ${data}`);
  const { at, revision, actor = "", cause = "", changes }: Commit = JSON.parse(data);
  const keys = changes.map(({ key, kind }) => (kind === "deleted" ? "-" : "+") + key.join("/"));
  const when = clockTime(Date.parse(at));
  const head = `${colours.dim(`${when} ${revision}`)} ${actor.padEnd(20)} ${colours.bold(cause)}`;
  return `${head}  ${colours.dim(keys.join(" "))}`;
}
