/**
 * A write as the dial sees it: what somebody looks at, whether that allows it, and what is then
 * written. It is the same on every setting; a setting says only what keeps what was seen from changing
 * before the write.
 */

import type { Key, LockRef, Transaction } from "@holdfast/shared-state";
import { editMeeting } from "./edit-meeting.ts";
import { placeHoldWrite } from "./place-hold.ts";
import { sendNotification } from "./send-notification.ts";
import type { WriteName } from "./settings.ts";

/** What an agent asks for. All of it is drawn before the transaction. */
export interface WriteRequest {
  /** Each race has rooms, meetings and locks of its own. */
  readonly race: string;
  /** Which slot, meeting or recipient: two that ask for one number are in each other's way. */
  readonly number: number;
  /** Never used for another request. */
  readonly id: string;
  readonly by: string;
  /** Wall time. */
  readonly now: number;
}

export interface Write<Seen> {
  /** Under which lock it is done, where it is done under one. */
  readonly lock: string;
  /** What has to be looked at. */
  readonly key: Key;
  /** `seen` is always what stood at the key; undefined: nothing did. */
  allows(seen: Seen | undefined): boolean;
  /** Looks, and writes, in this transaction. Undefined: refused. */
  perform(tx: Transaction): Written | undefined;
  /** Writes what was decided from `seen`, if it is still so. */
  performIfUnchanged(tx: Transaction, seen: Seen | undefined): Written | "overtaken" | undefined;
  /** Writes what was decided from `seen` under locks that have kept it so. */
  performUnderLocks(
    tx: Transaction,
    seen: Seen | undefined,
    locks: readonly LockRef[],
  ): Written | undefined;
}

/** Of a document: the version that it was made of, and the one that it has become. */
export interface Written {
  readonly basedOn?: number;
  readonly version?: number;
}

/** What an agent was told, and what it took. */
export interface Attempt extends Written {
  readonly outcome: "ok" | "refused";
  /** Of the commit; absent when nothing was written. */
  readonly revision?: number;
  /** How often it began anew. */
  readonly retries: number;
  /** For a lock, or for a view. */
  readonly waitedMs: number;
  /** Of the lock under which it was done. */
  readonly fence?: number;
}

/** Where a race may hold an agent up. */
export interface Pacing {
  /** After what it does has been looked at. */
  thinks(): Promise<void>;
  /** When there is nothing left to do but to write. */
  aboutToWrite(): Promise<void>;
}

export function writeOf(name: WriteName, request: WriteRequest): Write<unknown> {
  return WRITES_BY_NAME[name](request);
}

const WRITES_BY_NAME: Readonly<Record<WriteName, (request: WriteRequest) => Write<unknown>>> = {
  "place-hold": placeHoldWrite,
  "edit-meeting": editMeeting,
  "send-notification": sendNotification,
};
