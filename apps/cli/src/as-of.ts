/** `--as-of`: what a command shows as it was, at a time or at a revision (`@4711`). */

import { parseInstant } from "@holdfast/scheduling";
import type { Command } from "commander";
import type { AskingOptions } from "./context.ts";
import { localZone, readWhen } from "./when.ts";

export interface PastOptions extends AskingOptions {
  readonly asOf?: string;
}

export interface AsOf {
  /** As the gateway takes it; undefined: the present. */
  readonly asOf: string | undefined;
  /** The wall time that is looked at, in milliseconds. Of a revision nobody knows it here: now. */
  readonly now: number;
}

export function withPast(command: Command): Command {
  return command.option("--as-of <when>", "as it was: 2026-11-23T09:00, …Z, …+01:00, or @revision");
}

/**
 * A time without a zone is this machine's. What has a zone in brackets is left to the gateway.
 * @throws CommandError when it is no time
 */
export function readAsOf(written: string | undefined, now: number): AsOf {
  if (written === undefined || /^@|\]$/.test(written)) return { asOf: written, now };
  const instant = parseInstant(written) ?? readWhen(written, localZone(), now);
  return { asOf: new Date(instant).toISOString(), now: instant };
}
