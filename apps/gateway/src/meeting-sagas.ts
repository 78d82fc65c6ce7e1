/**
 * The sagas of a meeting, as they were noted in the commits that started them, so that
 * `/api/meetings/{id}/saga` can tell the story; and waiting for one of them.
 */

import { MEETING_SAGAS, meetingSubject } from "@holdfast/scheduling";
import {
  isDecided,
  keyspace,
  readDocument,
  type Saga,
  type Snapshot,
  waitForValue,
  waitUntil,
} from "@holdfast/shared-state";
import type { Gateway } from "./app.ts";

/** How long a reply waits for a saga. */
const WAIT_MS_MAX = 5_000;

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
 * @param after up to this revision it was not
 */
export async function decidedSaga<Input>(
  { state, closing }: Gateway,
  id: string,
  after?: number,
): Promise<SeenSaga<Input> | undefined> {
  const decided = (saga: Saga<Input> | undefined) => (saga && isDecided(saga) ? saga : undefined);
  const waiting = { waitMsMax: WAIT_MS_MAX, signal: closing, after };
  const seen = await waitForValue(state.engine, keyspace.saga(id), decided, waiting);
  return seen && { saga: seen.found, revision: seen.revision };
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
