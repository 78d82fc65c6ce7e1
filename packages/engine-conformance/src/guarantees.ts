/** What makes an engine: a file for each guarantee, and for each anomaly that it prevents. */

import { preventsAbortedRead } from "./aborted-read-g1a.ts";
import { bufferedWrites } from "./buffered-writes.ts";
import { changesEnd } from "./changes-end.ts";
import { changesReportGaps } from "./changes-gap.ts";
import { changesAreWholeAndInOrder } from "./changes-order.ts";
import { changesFilterByPrefix } from "./changes-prefix.ts";
import { changesEndWhereTold } from "./changes-until.ts";
import { preventsCircularInformationFlow } from "./circular-information-flow-g1c.ts";
import { withstandsClocks } from "./clocks.ts";
import { closes } from "./closed-and-closing-stores.ts";
import { preventsDirtyWrite } from "./dirty-write-g0.ts";
import { durableMeansKept } from "./durability.ts";
import { erasingReachesThePast } from "./erasing.ts";
import { preventsIntermediateRead } from "./intermediate-read-g1b.ts";
import { keyOrder } from "./key-order.ts";
import type { Guarantee } from "./kit.ts";
import { leasesLapseOnTheBoundary } from "./lapse-on-the-boundary.ts";
import { preventsLapsedHoldConfirmed } from "./lapsed-hold-confirmed.ts";
import { leasesBindKeys } from "./lease-binding.ts";
import { leasesLapse } from "./lease-lapse.ts";
import { leasesAreReaped } from "./lease-reaping.ts";
import { limits } from "./limits.ts";
import { preventsLostUpdate } from "./lost-update-p4.ts";
import { preventsLostWakeUp } from "./lost-wake-up.ts";
import { preventsObservedTransactionVanishes } from "./observed-transaction-vanishes-otv.ts";
import { preventsPredicateManyPreceders } from "./predicate-many-preceders-pmp.ts";
import { preventsPredicateReadSkew } from "./predicate-read-skew-g-single.ts";
import { rangesPage } from "./ranges.ts";
import { preventsReadSkew } from "./read-skew-g-single.ts";
import { keepsRealTimeOrder } from "./real-time-order.ts";
import { pastIsRetained } from "./retention.ts";
import { siblingPrefixesAreApart } from "./sibling-prefixes.ts";
import { snapshotsReadByRevision } from "./snapshots-by-revision.ts";
import { snapshotsReadByTime } from "./snapshots-by-time.ts";
import { snapshotsFoldTheFeed } from "./snapshots-by-time-random.ts";
import { preventsStaleLock } from "./stale-lock.ts";
import { preventsWriteSkew } from "./write-skew-g2-item.ts";

/** By title, in the order in which they build on one another. */
export const GUARANTEES: Record<string, Guarantee> = {
  "key order": keyOrder,
  "keeps sibling prefixes apart": siblingPrefixesAreApart,
  "buffered writes": bufferedWrites,
  limits,
  "prevents dirty write (G0)": preventsDirtyWrite,
  "prevents aborted read (G1a)": preventsAbortedRead,
  "prevents intermediate read (G1b)": preventsIntermediateRead,
  "prevents circular information flow (G1c)": preventsCircularInformationFlow,
  "prevents observed transaction vanishes (OTV)": preventsObservedTransactionVanishes,
  "prevents predicate-many-preceders (PMP)": preventsPredicateManyPreceders,
  "prevents lost update (P4)": preventsLostUpdate,
  "prevents read skew (G-single)": preventsReadSkew,
  "prevents read skew of predicates (G-single)": preventsPredicateReadSkew,
  "prevents write skew (G2-item)": preventsWriteSkew,
  "keeps real-time order": keepsRealTimeOrder,
  "leases lapse on their deadline": leasesLapseOnTheBoundary,
  "leases lapse for all and for good": leasesLapse,
  "leases bind keys": leasesBindKeys,
  "leases are reaped": leasesAreReaped,
  "prevents stale lock": preventsStaleLock,
  "prevents lapsed hold confirmed": preventsLapsedHoldConfirmed,
  "withstands clocks that jump": withstandsClocks,
  "ranges page": rangesPage,
  "snapshots read the past by revision": snapshotsReadByRevision,
  "snapshots read the past by time": snapshotsReadByTime,
  "snapshots of the past are a fold of the feed": snapshotsFoldTheFeed,
  "the past is retained within its limits": pastIsRetained,
  "erasing reaches the past": erasingReachesThePast,
  "changes are whole and in order": changesAreWholeAndInOrder,
  "changes filter by prefix": changesFilterByPrefix,
  "prevents lost wake-up": preventsLostWakeUp,
  "changes report gaps": changesReportGaps,
  "changes end": changesEnd,
  "changes end where they are told to": changesEndWhereTold,
  "durable means kept": durableMeansKept,
  "closed and closing stores": closes,
};
