/** For tests: what a command prints, remembered instead of printed. */

import type { Context } from "../context.ts";
import { coloursFor } from "../print.ts";

export interface RememberingContext extends Context {
  readonly lines: string[];
  readonly values: unknown[];
  readonly complaints: string[];
}

export function rememberingContext(now = Date.parse("2026-11-21T10:00Z")): RememberingContext {
  const lines: string[] = [];
  const values: unknown[] = [];
  const complaints: string[] = [];
  return {
    ...{ lines, values, complaints },
    output: {
      colours: coloursFor(false),
      line: (text = "") => void lines.push(text),
      json: (value) => void values.push(value),
    },
    complain: (line) => void complaints.push(line),
    now: () => now,
  };
}
