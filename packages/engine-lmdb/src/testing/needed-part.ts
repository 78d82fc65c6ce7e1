/**
 * A part that only a test needs. Where a machine lacks it, the test is skipped and says why; in CI,
 * where everything has to run, the lack is a failure.
 */

import type { TestContext } from "vitest";

/** Returns the part; without it, the test ends here. */
export function needed<T>(part: T | undefined, context: TestContext, lack: string): T {
  if (part !== undefined) return part;
  if (process.env.CI) throw new Error(`${lack} In CI nothing may be skipped.`);
  return context.skip(lack);
}
