/** What the store refuses, said to the person who typed the command. */

import { CommandError, EXIT } from "./exit-codes.ts";

/** Resolves as `doing` does. What has a code of ours becomes the command's end; the rest is a bug. */
export async function orRefused<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    if (!isOurs(error)) throw error;
    throw new CommandError(error.message, EXIT.refused);
  }
}

const OURS = new Set(["HoldfastError", "SupervisorRunningError"]);

function isOurs(error: unknown): error is Error {
  return error instanceof Error && OURS.has(error.name);
}
