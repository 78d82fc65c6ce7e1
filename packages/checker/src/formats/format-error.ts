/** A recorded history that cannot be read: which line it is, and what is wrong with it. */

export class FormatError extends Error {
  override readonly name = "FormatError";
  /** From 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}
