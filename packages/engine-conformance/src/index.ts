/** The conformance kit: an engine is one that passes all of this. */

import { describe } from "vitest";
import { preventsAbortedRead } from "./aborted-read-g1a.ts";
import { bufferedWrites } from "./buffered-writes.ts";
import { changesEnd } from "./changes-end.ts";
import { changesReportGaps } from "./changes-gap.ts";
import { changesAreWholeAndInOrder } from "./changes-order.ts";
import { changesFilterByPrefix } from "./changes-prefix.ts";
import { preventsCircularInformationFlow } from "./circular-information-flow-g1c.ts";
import { withstandsClocks } from "./clocks.ts";
import { closes } from "./closing.ts";
import { preventsDirtyWrite } from "./dirty-write-g0.ts";
import { durableMeansKept } from "./durability.ts";
import { preventsIntermediateRead } from "./intermediate-read-g1b.ts";
import { keyOrder } from "./key-order.ts";
import { createKit, type Guarantee } from "./kit.ts";
import { leasesBindKeys } from "./lease-binding.ts";
import { leasesLapse } from "./lease-lapse.ts";
import { leasesAreReaped } from "./lease-reaping.ts";
import { limits } from "./limits.ts";
import { preventsLostUpdate } from "./lost-update-p4.ts";
import { preventsObservedTransactionVanishes } from "./observed-transaction-vanishes-otv.ts";
import { rangesPage } from "./ranges.ts";
import { preventsReadSkew } from "./read-skew-g-single.ts";
import { keepsRealTimeOrder } from "./real-time-order.ts";
import { snapshotsReadThePast } from "./snapshots-past.ts";
import type { CreateState } from "./state-under-test.ts";
import { preventsWriteSkew } from "./write-skew-g2-item.ts";

export { type RandomRuns, randomOperations } from "./random-operations.ts";
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
  "leases lapse on their deadline": leasesLapse,
  "leases bind keys": leasesBindKeys,
  "leases are reaped": leasesAreReaped,
  "withstands clocks that jump": withstandsClocks,
  "ranges page": rangesPage,
  "snapshots read the past": snapshotsReadThePast,
  "changes are whole and in order": changesAreWholeAndInOrder,
  "changes filter by prefix": changesFilterByPrefix,
  "changes report gaps": changesReportGaps,
  "changes end": changesEnd,
  "durable means kept": durableMeansKept,
  closes,
};

/** Registers the whole kit for one engine. */
export function describeEngine(name: string, createState: CreateState): void {
  const kit = createKit(createState);
  for (const [title, guarantee] of Object.entries(GUARANTEES)) {
    describe(`${name}: ${title}`, () => guarantee(kit));
  }
}
