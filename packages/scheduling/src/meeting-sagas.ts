/** Which sagas have worked, or work, on a meeting: noted in the commit that starts each. */

import { getDocument, putDocument, type Transaction } from "@holdfast/shared-state";

export const MEETING_SAGAS = "meeting-sagas";
const NOTED_MAX = 50;

/** In the commit that starts the saga, or asks for it. Oldest first. */
export function noteSaga(tx: Transaction, meeting: string, saga: string): void {
  const noted = getDocument<string[]>(tx, MEETING_SAGAS, meeting)?.value ?? [];
  if (noted.includes(saga)) return;
  putDocument(tx, MEETING_SAGAS, meeting, [...noted, saga].slice(-NOTED_MAX));
}
