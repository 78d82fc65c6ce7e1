/** How `holdfast check` ends: by the worst of what was judged, unless something could not be read. */

import { type Verdict, worst } from "@holdfast/checker";
import { CommandError } from "../exit-codes.ts";

export interface JudgedFile {
  readonly file: string;
  readonly verdict: Verdict;
  /** Why it could not be read. */
  readonly unreadable?: string;
}

const UNREADABLE = 2;
const EXIT_CODES: Readonly<Record<Verdict, number>> = { ok: 0, violated: 1, unknown: 3 };

/** @throws CommandError unless all are ok */
export function endWith(judged: readonly JudgedFile[]): void {
  const unreadable = judged.some((each) => each.unreadable !== undefined);
  const verdict = worst(judged.map((each) => each.verdict));
  const exitCode = unreadable ? UNREADABLE : EXIT_CODES[verdict];
  if (exitCode !== 0) throw new CommandError("", exitCode);
}
