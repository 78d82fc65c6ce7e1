/** The conformance kit: an engine is one that passes all of this. */

import { describe } from "vitest";
import { GUARANTEES } from "./guarantees.ts";
import { createKit } from "./kit.ts";
import type { CreateState } from "./state-under-test.ts";

export { type RandomRuns, randomOperations } from "./random-operations.ts";
export type { CreateState, StateUnderTest } from "./state-under-test.ts";

/** Registers the whole kit for one engine. */
export function describeEngine(name: string, createState: CreateState): void {
  const kit = createKit(createState);
  for (const [title, guarantee] of Object.entries(GUARANTEES)) {
    describe(`${name}: ${title}`, () => guarantee(kit));
  }
}
