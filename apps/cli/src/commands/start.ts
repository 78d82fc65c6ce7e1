/**
 * `holdfast start`: starts the supervisor, and becomes it: signals reach it, and its exit status is
 * ours. With `--demo` the supervisor starts the story when everything serves (`holdfast demo`). In a demo
 * and in a workshop things may be broken from the web page.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { ProgramNotBuilt, programFile } from "@holdfast/supervisor";
import type { Command } from "commander";
import { type Context, withState } from "../context.ts";
import { CommandError, EXIT, usageError } from "../exit-codes.ts";
import { waitFor } from "../patience.ts";
import { findPort } from "../port.ts";
import { findServing, openUrl } from "../serving.ts";
import { stateFolder } from "../state-folder.ts";

interface StartOptions {
  readonly state?: string;
  readonly port?: string;
  readonly demo?: boolean;
  readonly workshop?: boolean;
  readonly exit?: boolean;
  readonly step?: boolean;
}

const SERVING_MS_MAX = 60_000;

export function addStart(program: Command, { output }: Context): void {
  withState(program.command("start"))
    .description("start every process, and keep serving until Ctrl-C")
    .option("--port <number>", "where the gateway listens (or HOLDFAST_PORT; usually 7420)")
    .option("--demo", "load a small company and tell the story")
    .option("--workshop", "let processes, steps and mails be broken, and tell no story")
    .option("--exit", "end with the story: 0 only if every promise was kept")
    .option("--step", "wait for a key before each act")
    .action(async (options: StartOptions) => {
      const folder = stateFolder(options);
      const port = await findPort({ port: options.port, folder });
      const args = [supervisorProgram(), ...supervisorArguments(options)];
      const supervisor = spawn(process.execPath, args, {
        stdio: "inherit",
        env: { ...process.env, HOLDFAST_STATE: folder, ...portVariable(port) },
      });
      passSignals(supervisor);
      const ended = endOf(supervisor);
      void announce(folder, supervisor, (line) => output.line(line));
      const status = await ended;
      if (status !== 0) throw new CommandError("", status);
    });
}

function supervisorProgram(): string {
  try {
    return programFile("supervisor");
  } catch (error) {
    if (!(error instanceof ProgramNotBuilt)) throw error;
    throw new CommandError(error.message, EXIT.notServing);
  }
}

export function supervisorArguments({ demo, workshop, exit, step }: StartOptions): string[] {
  if (!demo && (exit || step)) throw usageError("--exit and --step belong to --demo.");
  const flags = { "--demo": demo, "--workshop": workshop, "--exit": exit, "--step": step };
  return Object.entries(flags).flatMap(([flag, isSet]) => (isSet ? [flag] : []));
}

function portVariable(port: number | undefined): Record<string, string> {
  return port === undefined ? {} : { HOLDFAST_PORT: String(port) };
}

/** As soon as the gateway serves, whoever else has yet to start. */
async function announce(
  folder: string,
  supervisor: ChildProcess,
  print: (line: string) => void,
): Promise<void> {
  const look = async () => {
    if (supervisor.exitCode !== null) return "ended" as const;
    return findServing({ state: folder }).catch(() => undefined);
  };
  const served = await waitFor(look, { waitMsMax: SERVING_MS_MAX, everyMs: 100 });
  if (served === "ended") return;
  if (served) print(`Holdfast serves at ${openUrl(served)}`);
  else print(`Nothing serves yet; ${join(folder, "holdfast.log")} says why.`);
}

/** A terminal sends Ctrl-C to the supervisor too; it knows that the two are one key press. */
function passSignals(supervisor: ChildProcess): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"] as const) {
    process.on(signal, () => supervisor.kill(signal));
  }
}

function endOf(supervisor: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    supervisor.once("error", reject);
    supervisor.once("exit", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}
