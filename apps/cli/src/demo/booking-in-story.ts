/** Booking as the acts do it: noted in the ledger, and told from the saga's own journal. */

import type { BookingRequest, JournalEntry, Meeting, Saga } from "@holdfast/api";
import { nanoid } from "nanoid";
import { getSaga, hasEnded } from "../api.ts";
import { bookMeeting, type Outcome } from "../booking.ts";
import { waitFor } from "../patience.ts";
import type { Telling } from "./telling.ts";

const SAGA_MS_MAX = 30_000;

export async function book(telling: Telling, request: BookingRequest): Promise<Outcome> {
  const outcome = await bookMeeting(telling.gateway, request, nanoid());
  if (outcome.ok) telling.ledger.booked.push(outcome.meeting);
  const meeting = meetingIn(outcome);
  if (!outcome.ok && meeting) telling.ledger.refused.push(meeting);
  return outcome;
}

/** The meeting, or the one that there will not be. Undefined: it was refused before it began. */
export function meetingIn(outcome: Outcome): string | undefined {
  // A refusal names its saga, which is named after the meeting.
  return outcome.ok ? outcome.meeting.id : outcome.refusal.saga?.replace(/^book-/, "");
}

/** The saga once it has ended: what follows the pivot, such as the mails, comes after the reply. */
export async function endedSaga({ gateway }: Telling, meeting: string): Promise<Saga> {
  const look = async () => {
    const saga = await getSaga(gateway, meeting);
    return hasEnded(saga) ? saga : undefined;
  };
  const ended = await waitFor(look, { waitMsMax: SAGA_MS_MAX });
  return ended ?? getSaga(gateway, meeting);
}

export async function tellJournal(telling: Telling, meeting: string): Promise<void> {
  await tellJournals(telling, [{ meeting }]);
}

interface Told {
  readonly meeting: string | undefined;
  /** Whose booking it is, when there are several. */
  readonly of?: string;
}

/** What was done for all of them, in the order in which it happened. */
export async function tellJournals(telling: Telling, told: readonly Told[]): Promise<void> {
  const lines = await Promise.all(
    told.map(async ({ meeting, of }) => {
      if (meeting === undefined) return [];
      const saga = await endedSaga(telling, meeting);
      const whose = of === undefined ? "" : `${of}: `;
      return saga.journal.map((entry) => ({
        at: Date.parse(entry.at),
        by: entry.by,
        what: `${whose}${whatWasDone(entry, saga)}`,
      }));
    }),
  );
  await telling.cast.look();
  for (const { at, by, what } of lines.flat().sort((a, b) => a.at - b.at)) {
    telling.narrator.did(at, by, telling.cast.pidOf(by, at), what);
  }
}

export function whatWasDone({ did, step }: JournalEntry, { state, failure }: Saga): string {
  switch (did) {
    case "started":
      return "asks for it: the saga starts";
    case "performed":
      return `${step}: done`;
    case "refused":
      return `${step}: refused, ${failure?.reason ?? "no reason given"}`;
    case "compensated":
      return `${step}: undone`;
    case "ended":
      return `the saga ends: ${state}`;
    default:
      return step ? `${step}: ${did}` : did;
  }
}

export function bookedLine({ room, id }: Meeting): string {
  return `Booked in ${room}: meeting ${id}.`;
}
