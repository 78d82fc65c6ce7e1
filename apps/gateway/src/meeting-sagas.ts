/**
 * Which sagas have worked, or work, on a meeting: noted in the commit that starts each, so that
 * `/api/meetings/{id}/saga` can tell the story; and waiting for one of them.
 */

import { meetingSubject } from "@holdfast/scheduling";
import {
  getDocument,
  hasEnded,
  keyspace,
  putDocument,
  type Saga,
  type Snapshot,
  type Transaction,
  waitUntil,
} from "@holdfast/shared-state";
import type { Gateway } from "./app.ts";
import { readDocument } from "./stored-documents.ts";

const MEETING_SAGAS = "meeting-sagas";
const NOTED_MAX = 50;

/** How long a reply waits for a saga. */
const WAIT_MS_MAX = 5_000;

/** In the commit that starts the saga, or asks for it. */
export function noteSaga(tx: Transaction, meeting: string, saga: string): void {
  const noted = getDocument<string[]>(tx, MEETING_SAGAS, meeting)?.value ?? [];
  if (noted.includes(saga)) return;
  putDocument(tx, MEETING_SAGAS, meeting, [...noted, saga].slice(-NOTED_MAX));
}

/** Oldest first; one that was only asked for, as a follow-up, is not among them yet. */
export async function readSagas(snapshot: Snapshot, meeting: string): Promise<Saga[]> {
  const noted = await readDocument<string[]>(snapshot, MEETING_SAGAS, meeting);
  const sagas = await Promise.all(
    (noted?.value ?? []).map((id) => snapshot.get<Saga>(keyspace.saga(id))),
  );
  return sagas.filter((saga) => saga !== undefined);
}

export interface SeenSaga<Input = unknown> {
  readonly saga: Saga<Input>;
  readonly revision: number;
}

/**
 * The saga once its outcome is certain: past its pivot, since then it will complete, or undone.
 * Undefined: not in time, or the gateway is stopping.
 */
export async function decidedSaga<Input>(
  { state, closing }: Gateway,
  id: string,
): Promise<SeenSaga<Input> | undefined> {
  const look = async (snapshot: Snapshot) => {
    const saga = await snapshot.get<Saga<Input>>(keyspace.saga(id));
    return saga && isDecided(saga) ? saga : undefined;
  };
  const waiting = { waitMsMax: WAIT_MS_MAX, signal: closing };
  const seen = await waitUntil(state.engine, keyspace.saga(id), look, waiting);
  return seen && { saga: seen.found, revision: seen.revision };
}

export function isDecided(saga: Saga): boolean {
  return saga.pastPivot || hasEnded(saga);
}

/**
 * Waits while a saga on the meeting is past its pivot and only has mail to see to: it is about to
 * end, and whoever has just read "booked" may change the meeting at once.
 */
export async function untilQuiet({ state, closing }: Gateway, meeting: string): Promise<void> {
  const key = keyspace.openSaga(meetingSubject(meeting));
  const look = async (snapshot: Snapshot) => {
    const open = await snapshot.get<string>(key);
    const saga = open ? await snapshot.get<Saga>(keyspace.saga(open)) : undefined;
    return saga?.pastPivot && !saga.attention ? undefined : true;
  };
  await waitUntil(state.engine, key, look, { waitMsMax: WAIT_MS_MAX, signal: closing });
}
