/** `--dial OPERATION=SETTING`, as often as there are operations. */

import { DialError, type DialSettings, readDialOption } from "@holdfast/scenario-runner";
import { usageError } from "./exit-codes.ts";

/** @throws CommandError when the dial has no such operation, or the operation no such setting */
export function addSetting(text: string, before: DialSettings = {}): DialSettings {
  try {
    return { ...before, ...readDialOption(text) };
  } catch (error) {
    if (error instanceof DialError) throw usageError(error.message);
    throw error;
  }
}
