/**
 * Ids that nobody has to agree on, and that sort by the time at which they were made.
 *
 *     0mwq4jwmg 7t1z9c4m0qpd
 *     └ when    └ chance       lower-case letters and digits: URLs and keys carry them as is
 *
 * What is made at the same time is mostly written and read at the same time: as neighbours in the key
 * order, such keys share a few pages of the store, where random ones would touch a page each. The
 * order is for locality only, never for correctness: clocks jump. The part that chance makes has 62
 * bits: enough that no two are ever the same, and not a secret that lets anybody in.
 */

import { customAlphabet } from "nanoid";

/** Milliseconds in base 36: nine digits last until the year 5188. */
const TIME_LENGTH = 9;
const CHANCE_LENGTH = 12;

export const ID_LENGTH = TIME_LENGTH + CHANCE_LENGTH;

const chance = customAlphabet("0123456789abcdefghijklmnopqrstuvwxyz", CHANCE_LENGTH);

/** @param now wall time in milliseconds */
export function newId(now: number): string {
  return Math.floor(now).toString(36).padStart(TIME_LENGTH, "0").slice(-TIME_LENGTH) + chance();
}
