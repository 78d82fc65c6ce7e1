/** `holdfast demo`: tells the story on whatever serves. `holdfast start --demo` starts it, too. */

import type { Command } from "commander";
import { type Context, withState } from "../context.ts";
import { tellStory } from "../demo/story.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { keyWaiter } from "../key-press.ts";

interface DemoOptions {
  readonly state?: string;
  readonly url?: string;
  readonly exit?: boolean;
  readonly step?: boolean;
}

export function addDemo(program: Command, { output }: Context): void {
  withState(program.command("demo"))
    .description("load a small company and tell the story, on the state that is being served")
    .option("--url <url>", "another gateway than the one that serves the state's folder")
    .option("--exit", "end with 1 if a promise was broken, and do not explain how to go on")
    .option("--step", "wait for a key before each act")
    .action(async (options: DemoOptions) => {
      const waitForKey = options.step ? keyWaiter(process.stdin, process.stdout) : undefined;
      const kept = await tellStory(options, {
        ...{ output, waitForKey, goesOn: !options.exit },
        announces: !isStartedBySupervisor(),
      });
      if (!kept) throw new CommandError("", EXIT.refused);
    });
}

/** It names each of its children; `holdfast start` has printed the URL then. */
function isStartedBySupervisor(): boolean {
  return process.env.HOLDFAST_ACTOR !== undefined;
}
