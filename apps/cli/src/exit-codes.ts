/** How a command ends. Scripts rely on these; `holdfast --help` lists them. */

export const EXIT = {
  ok: 0,
  /** The system said no: a lost race, a busy attendee, something that is not there. */
  refused: 1,
  /** The command line, or what it asks for, makes no sense. */
  usage: 2,
  /** Nobody answers, or not all that is needed runs. */
  notServing: 3,
} as const;

/** Ends the command with a sentence for the person who typed it, and no stack trace. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function usageError(message: string): CommandError {
  return new CommandError(message, EXIT.usage);
}
