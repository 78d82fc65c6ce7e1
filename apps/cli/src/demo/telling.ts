/** What every act is given, and what it leaves for the reckoning at the end. */

import type { Meeting } from "@holdfast/api";
import type { Interval } from "@holdfast/scheduling";
import type { Gateway } from "../http.ts";
import type { Cast } from "./cast.ts";
import type { Narrator } from "./narrator.ts";
import type { Week } from "./week.ts";

export interface Telling {
  readonly gateway: Gateway;
  readonly narrator: Narrator;
  readonly cast: Cast;
  readonly week: Week;
  readonly ledger: Ledger;
}

/** A room's slot that many wanted, and the one meeting that may have it. */
export interface ContestedSlot extends Interval {
  readonly room: string;
  readonly askedBy: number;
}

/** A booking that was undone: nothing of it may be left. */
export interface UndoneBooking extends Interval {
  readonly room: string;
  readonly people: readonly string[];
}

export interface LapsedHold extends Interval {
  readonly id: string;
  readonly room: string;
}

export interface KilledAgent {
  readonly name: string;
  readonly pid: number;
  readonly restartsBefore: number;
  /** Bookings that were under way when it was killed. */
  readonly underWay: number;
}

/** What the acts say they have done. The reckoning asks the state whether it is so. */
export class Ledger {
  readonly booked: Meeting[] = [];
  /** Ids of meetings that were refused. */
  readonly refused: string[] = [];
  readonly contested: ContestedSlot[] = [];
  readonly undone: UndoneBooking[] = [];
  readonly lapsed: LapsedHold[] = [];
  readonly killed: KilledAgent[] = [];
  /** Promises that an act saw broken itself. */
  readonly broken: string[] = [];
}
