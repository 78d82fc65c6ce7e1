/** Every planted bug, each in a file of its name. `test/BUGS.md` lists them. */

import type { PlantedBug } from "./bug.ts";
import { appendWhereItBelieves } from "./bugs/append-where-it-believes.ts";
import { cancelOvertakesRequest } from "./bugs/cancel-overtakes-request.ts";
import { cancelledStaysOnAgenda } from "./bugs/cancelled-stays-on-agenda.ts";
import { checkAndActApart } from "./bugs/check-and-act-apart.ts";
import { checkpointBeyondView } from "./bugs/checkpoint-beyond-view.ts";
import { closingOverlooksWhatBegan } from "./bugs/closing-overlooks-what-began.ts";
import { compensationAfterSuccess } from "./bugs/compensation-after-success.ts";
import { compensationInWrongOrder } from "./bugs/compensation-in-wrong-order.ts";
import { compensationRegisteredLate } from "./bugs/compensation-registered-late.ts";
import { confirmWithoutHold } from "./bugs/confirm-without-hold.ts";
import { editWithoutVersion } from "./bugs/edit-without-version.ts";
import { fenceForgotten } from "./bugs/fence-forgotten.ts";
import { fenceStaysOnAdoption } from "./bugs/fence-stays-on-adoption.ts";
import { groupReadsThePast } from "./bugs/group-reads-the-past.ts";
import { holdWithoutLease } from "./bugs/hold-without-lease.ts";
import { idempotencyKeyOfPayload } from "./bugs/idempotency-key-of-payload.ts";
import { keyRememberedLate } from "./bugs/key-remembered-late.ts";
import { lapsedCountedAsEnded } from "./bugs/lapsed-counted-as-ended.ts";
import { lateWorkerWrites } from "./bugs/late-worker-writes.ts";
import { leaseRoundedDown } from "./bugs/lease-rounded-down.ts";
import { leaseRoundedUp } from "./bugs/lease-rounded-up.ts";
import { lockWithoutFence } from "./bugs/lock-without-fence.ts";
import { mailBeforeDurable } from "./bugs/mail-before-durable.ts";
import { mailBeforePivot } from "./bugs/mail-before-pivot.ts";
import { moveFreesEarly } from "./bugs/move-frees-early.ts";
import { moveLeavesOldSlot } from "./bugs/move-leaves-old-slot.ts";
import { moveStaysInView } from "./bugs/move-stays-in-view.ts";
import { mutexInsteadOfVersion } from "./bugs/mutex-instead-of-version.ts";
import { newMessageIdOnRetry } from "./bugs/new-message-id-on-retry.ts";
import { oneHoldForgotten } from "./bugs/one-hold-forgotten.ts";
import { overlapByEquality } from "./bugs/overlap-by-equality.ts";
import { ownHoldInTheWay } from "./bugs/own-hold-in-the-way.ts";
import { pivotForgetsPeople } from "./bugs/pivot-forgets-people.ts";
import { releasedHoldStaysInView } from "./bugs/released-hold-stays-in-view.ts";
import { renewalRevives } from "./bugs/renewal-revives.ts";
import { replyBeforeDurable } from "./bugs/reply-before-durable.ts";
import { roomsRememberedByReaders } from "./bugs/rooms-remembered-by-readers.ts";
import { roomsRememberedByWriters } from "./bugs/rooms-remembered-by-writers.ts";
import { stepDoneByTwo } from "./bugs/step-done-by-two.ts";
import { touchingIsOverlapping } from "./bugs/touching-is-overlapping.ts";
import { twoSagasOnOneSubject } from "./bugs/two-sagas-on-one-subject.ts";
import { versionNotRaised } from "./bugs/version-not-raised.ts";
import { watchResumesLate } from "./bugs/watch-resumes-late.ts";

export const BUGS: readonly PlantedBug[] = [
  appendWhereItBelieves,
  cancelledStaysOnAgenda,
  cancelOvertakesRequest,
  checkAndActApart,
  checkpointBeyondView,
  closingOverlooksWhatBegan,
  compensationAfterSuccess,
  compensationInWrongOrder,
  compensationRegisteredLate,
  confirmWithoutHold,
  editWithoutVersion,
  fenceForgotten,
  fenceStaysOnAdoption,
  groupReadsThePast,
  holdWithoutLease,
  idempotencyKeyOfPayload,
  keyRememberedLate,
  lapsedCountedAsEnded,
  lateWorkerWrites,
  leaseRoundedDown,
  leaseRoundedUp,
  lockWithoutFence,
  mailBeforeDurable,
  mailBeforePivot,
  moveFreesEarly,
  moveLeavesOldSlot,
  moveStaysInView,
  mutexInsteadOfVersion,
  newMessageIdOnRetry,
  oneHoldForgotten,
  overlapByEquality,
  ownHoldInTheWay,
  pivotForgetsPeople,
  releasedHoldStaysInView,
  renewalRevives,
  replyBeforeDurable,
  roomsRememberedByReaders,
  roomsRememberedByWriters,
  stepDoneByTwo,
  touchingIsOverlapping,
  twoSagasOnOneSubject,
  versionNotRaised,
  watchResumesLate,
];

/** @throws Error when there is none of that name */
export function bugNamed(name: string): PlantedBug {
  const bug = BUGS.find((each) => each.name === name);
  if (!bug) throw new Error(`No bug is planted under the name ${name}.`);
  return bug;
}
