/** What every command is given: where to print, and how to reach the gateway. */

import type { Command } from "commander";
import { Gateway } from "./http.ts";
import { type Output, standardOutput } from "./print.ts";
import { findServed, type WhereOptions } from "./state-folder.ts";

export interface Context {
  readonly output: Output;
  /** For what is not the command's result. */
  complain(line: string): void;
  /** Wall time in milliseconds. */
  now(): number;
}

/** The options of every command that asks the gateway. */
export interface AskingOptions extends WhereOptions {
  readonly json?: boolean;
}

export function standardContext(): Context {
  return {
    output: standardOutput(),
    complain: (line) => void process.stderr.write(`${line}\n`),
    now: () => Date.now(),
  };
}

/**
 * @param asOf what is read through it is of that moment, instead of the present
 * @throws CommandError when nothing serves
 */
export function connect(options: WhereOptions, asOf?: string): Gateway {
  return new Gateway(findServed(options), asOf);
}

export function withState(command: Command): Command {
  return command.option("--state <folder>", "the state's folder (or HOLDFAST_STATE)");
}

export function withGateway(command: Command): Command {
  return withState(command)
    .option("--url <url>", "another gateway than the one that serves the state's folder")
    .option("--json", "the gateway's own words instead of text for people");
}
