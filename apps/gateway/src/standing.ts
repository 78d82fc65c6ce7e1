/** May this meeting be changed now? Decided in the transaction that changes it. */

import { getMeeting, type Meeting, meetingSubject } from "@holdfast/scheduling";
import {
  type Granted,
  granted,
  openSagaOn,
  type Refused,
  refused,
  type Saga,
  type Transaction,
} from "@holdfast/shared-state";
import { notFound, Problem } from "./problems.ts";
import { type IfMatch, versionMismatch } from "./versions.ts";

export type Standing =
  | Granted<{ meeting: Meeting; position: number }>
  | Refused<"not-found">
  | Refused<"meeting-cancelled">
  | Refused<"version-mismatch", { position: number }>
  | Refused<"meeting-busy", { saga: Saga }>;

export type NotStanding = Exclude<Standing, { ok: true }>;

/** It stands, is the version that the caller has seen, and no saga is at work on it. */
export function standingMeeting(tx: Transaction, id: string, match: IfMatch): Standing {
  const { meeting, position } = getMeeting(tx, id);
  const saga = openSagaOn(tx, meetingSubject(id));
  if (!meeting) return saga ? refused("meeting-busy", { saga }) : refused("not-found");
  if (meeting.status === "cancelled") return refused("meeting-cancelled");
  if (match !== "any" && match !== position) return refused("version-mismatch", { position });
  if (saga) return refused("meeting-busy", { saga });
  return granted({ meeting, position });
}

export function notStandingProblem(id: string, refusal: NotStanding): Problem {
  switch (refusal.reason) {
    case "not-found":
      return notFound("meeting", id);
    case "meeting-cancelled":
      return new Problem("meeting-cancelled");
    case "version-mismatch":
      return versionMismatch(refusal.position);
    case "meeting-busy":
      return new Problem("meeting-busy", {
        members: { saga: refusal.saga.id, undertaking: refusal.saga.definition },
        headers: { "Retry-After": "1" },
      });
  }
}
