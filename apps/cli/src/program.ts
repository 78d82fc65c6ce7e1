/**
 * The command line as a whole; each command is in a file of its own. Only the one that was asked for
 * is loaded: `start` should not wait for what `suggest` needs.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import type { Context } from "./context.ts";
import { CommandError, EXIT } from "./exit-codes.ts";
import { CHECKOUT } from "./state-folder.ts";

const EXIT_CODES = `
Exit status:
  0  done
  1  refused: a lost race, a busy attendee, something that is not there
  2  the command line, or what it asks for, makes no sense
  3  nothing serves, or not all that is needed runs
scenario, step, soak, lab, check and dial have their own: their --help says which.`;

type AddCommand = (program: Command, context: Context) => void;

/** In the order in which help lists them. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  start: async () => (await import("./commands/start.ts")).addStart,
  demo: async () => (await import("./commands/demo.ts")).addDemo,
  rooms: async () => (await import("./commands/rooms.ts")).addRooms,
  agenda: async () => (await import("./commands/agenda.ts")).addAgenda,
  suggest: async () => (await import("./commands/suggest.ts")).addSuggest,
  book: async () => (await import("./commands/book.ts")).addBook,
  move: async () => (await import("./commands/move.ts")).addMove,
  cancel: async () => (await import("./commands/cancel.ts")).addCancel,
  watch: async () => (await import("./commands/watch.ts")).addWatch,
  inbox: async () => (await import("./commands/inbox.ts")).addInbox,
  audit: async () => (await import("./commands/audit.ts")).addAudit,
  tasks: async () => (await import("./commands/tasks.ts")).addTasks,
  projections: async () => (await import("./commands/projections.ts")).addProjections,
  agents: async () => (await import("./commands/agents.ts")).addAgents,
  doctor: async () => (await import("./commands/doctor.ts")).addDoctor,
  dial: async () => (await import("./commands/dial.ts")).addDial,
  scenario: async () => (await import("./commands/scenario.ts")).addScenario,
  soak: async () => (await import("./commands/soak.ts")).addSoak,
  step: async () => (await import("./commands/step.ts")).addStep,
  failpoints: async () => (await import("./commands/failpoints.ts")).addFailpoints,
  lab: async () => (await import("./commands/lab.ts")).addLab,
  check: async () => (await import("./commands/check.ts")).addCheck,
  report: async () => (await import("./commands/report.ts")).addReport,
  backup: async () => (await import("./commands/backup.ts")).addBackup,
  restore: async () => (await import("./commands/restore.ts")).addRestore,
  reset: async () => (await import("./commands/reset.ts")).addReset,
};

/** Runs one command line. Resolves with its exit status; only broken programs reject. */
export async function runCommand(args: readonly string[], context: Context): Promise<number> {
  try {
    const program = await buildProgram(args, context);
    await program.parseAsync(args, { from: "user" });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof CommandError)) throw error;
    if (error.message !== "") context.complain(error.message);
    return error.exitCode;
  }
}

async function buildProgram([name = ""]: readonly string[], context: Context): Promise<Command> {
  const program = new Command("holdfast")
    .description("A meeting scheduler run by cooperating agents that never double-books.")
    .version(version(), "--version", "print the version")
    .addHelpText("after", EXIT_CODES)
    // What follows a command is that command's, also when the one above it knows the same option.
    .enablePositionalOptions()
    .showHelpAfterError("(holdfast <command> --help lists the options)")
    .configureOutput({
      writeOut: (text) => context.output.line(text.trimEnd()),
      writeErr: (text) => context.complain(text.trimEnd()),
    })
    .exitOverride();
  const wanted = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  for (const load of wanted ? [wanted] : Object.values(COMMANDS)) (await load())(program, context);
  return program;
}

function version(): string {
  const manifest = readFileSync(join(CHECKOUT, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
