/**
 * The guarantee under which something is committed, or read, as a value. Every process has its own, the
 * one that it promises; in a run that is to show what happens without it, on a state that was made to be
 * thrown away, others take their place (`asked-dial.ts`).
 */

import type {
  Body,
  CommitNote,
  Committed,
  DiaryEntry,
  Revision,
  SharedState,
  Slot,
  Snapshot,
} from "@holdfast/shared-state";

export type Guarantee = <T>(
  state: SharedState,
  body: Body<T>,
  note: CommitNote,
) => Promise<Committed<T>>;

/** What is looked at and what is written are one transaction. */
export const inOneTransaction: Guarantee = (state, body, note) => state.transact(body, note);

/** What is taken in a slot, for somebody who has seen so much; undefined: that cannot be told yet. */
export type DiaryReading = (
  from: { readonly state: SharedState; readonly snapshot: Snapshot },
  slot: Slot,
  seen: {
    readonly revision: Revision;
    readonly waitMsMax: number;
    readonly signal: AbortSignal;
  },
) => Promise<readonly DiaryEntry[] | undefined>;
