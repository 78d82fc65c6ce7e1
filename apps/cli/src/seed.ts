/** Seeds as people type them: of what is left to chance, any whole number. */

import { usageError } from "./exit-codes.ts";

/** @throws CommandError unless it is a whole number from 0. */
export function readSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw usageError(`"${text}" is no seed: it is a whole number from 0.`);
}
