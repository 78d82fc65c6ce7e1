/** The conformance kit: an engine is one that passes all of this. */

import { describe } from "vitest";
import { preventsAbortedRead } from "./aborted-read-g1a.ts";
import { bufferedWrites } from "./buffered-writes.ts";
import { preventsCircularInformationFlow } from "./circular-information-flow-g1c.ts";
import { preventsDirtyWrite } from "./dirty-write-g0.ts";
import { preventsIntermediateRead } from "./intermediate-read-g1b.ts";
import { keyOrder } from "./key-order.ts";
import { createKit, type Guarantee } from "./kit.ts";
import { limits } from "./limits.ts";
import { preventsLostUpdate } from "./lost-update-p4.ts";
import { preventsObservedTransactionVanishes } from "./observed-transaction-vanishes-otv.ts";
import { preventsReadSkew } from "./read-skew-g-single.ts";
import { keepsRealTimeOrder } from "./real-time-order.ts";
import type { CreateState } from "./state-under-test.ts";
import { preventsWriteSkew } from "./write-skew-g2-item.ts";

export type { CreateState, StateUnderTest } from "./state-under-test.ts";

const GUARANTEES: Record<string, Guarantee> = {
  "key order and sibling prefixes": keyOrder,
  "buffered writes": bufferedWrites,
  limits,
  "prevents dirty write (G0)": preventsDirtyWrite,
  "prevents aborted read (G1a)": preventsAbortedRead,
  "prevents intermediate read (G1b)": preventsIntermediateRead,
  "prevents circular information flow (G1c)": preventsCircularInformationFlow,
  "prevents observed transaction vanishes (OTV)": preventsObservedTransactionVanishes,
  "prevents lost update (P4)": preventsLostUpdate,
  "prevents read skew (G-single, PMP)": preventsReadSkew,
  "prevents write skew (G2-item, G2)": preventsWriteSkew,
  "keeps real-time order": keepsRealTimeOrder,
};

/** Registers the whole kit for one engine. */
export function describeEngine(name: string, createState: CreateState): void {
  const kit = createKit(createState);
  for (const [title, guarantee] of Object.entries(GUARANTEES)) {
    describe(`${name}: ${title}`, () => guarantee(kit));
  }
}
