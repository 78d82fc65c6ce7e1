/** Every promise that a history is judged by, each in a file of its name. */

import type { Check } from "../check.ts";
import { closedRoomsAreEmpty } from "./closed-rooms-are-empty.ts";
import { everythingEnds } from "./everything-ends.ts";
import { exactlyOneInvitation } from "./exactly-one-invitation.ts";
import { historySerializable } from "./history-serializable.ts";
import { holdsEndOnTime } from "./holds-end-on-time.ts";
import { noDoubleBooking } from "./no-double-booking.ts";
import { noLapsedHoldConfirmed } from "./no-lapsed-hold-confirmed.ts";
import { noLostAcknowledgedWrite } from "./no-lost-acknowledged-write.ts";
import { noLostUpdate } from "./no-lost-update.ts";
import { noOrphanHold } from "./no-orphan-hold.ts";
import { noStaleFenceAccepted } from "./no-stale-fence-accepted.ts";
import { noStaleRead } from "./no-stale-read.ts";
import { nothingToldIsLost } from "./nothing-told-is-lost.ts";
import { projectionsConverge } from "./projections-converge.ts";
import { readsAreTrue } from "./reads-are-true.ts";
import { sagasEndedAndWhole } from "./sagas-ended-and-whole.ts";
import { watchesComplete } from "./watches-complete.ts";

/** In the order in which they are told: what hurts most comes first. */
export const CHECKS: readonly Check[] = [
  noDoubleBooking,
  noLostAcknowledgedWrite,
  nothingToldIsLost,
  noLapsedHoldConfirmed,
  holdsEndOnTime,
  noStaleFenceAccepted,
  noLostUpdate,
  historySerializable,
  sagasEndedAndWhole,
  noOrphanHold,
  closedRoomsAreEmpty,
  exactlyOneInvitation,
  noStaleRead,
  readsAreTrue,
  projectionsConverge,
  watchesComplete,
  everythingEnds,
];
