/**
 * An operation as it is asked for: all references resolved, all choices made. What a run's history
 * records of it is exactly this, and the answer.
 */

import type { Outcome } from "@holdfast/checker";

/** Milliseconds since the epoch, `[start, end)`. */
export interface Slot {
  readonly room: string;
  readonly start: number;
  readonly end: number;
}

/** The version that must still stand; `latest`: which is read just before. */
export type WantedVersion = number | "latest" | "any";

interface Booking extends Slot {
  readonly title: string;
  readonly organizer: string;
  readonly required: readonly string[];
}

interface Reading {
  /** What is read has to cover that revision. */
  readonly atLeast?: number;
}

/** What each operation is given. Slots of what is referred to go along, for the checkers. */
export interface OperationInputs {
  readonly book: Booking;
  readonly "place-hold": Slot & { readonly forMs: number };
  readonly "confirm-hold": Booking & { readonly hold: string };
  readonly "release-hold": Slot & { readonly hold: string };
  readonly move: Slot & {
    readonly meeting: string;
    readonly changes: Partial<Slot>;
    readonly version: WantedVersion;
  };
  readonly cancel: Slot & { readonly meeting: string };
  readonly edit: {
    readonly meeting: string;
    readonly changes: { readonly title?: string; readonly description?: string };
    readonly version: WantedVersion;
  };
  readonly "read-meeting": { readonly meeting: string } & Reading;
  readonly "read-diary": Slot & Reading;
  readonly "read-day": Slot & Reading;
  readonly "read-agenda": Omit<Slot, "room"> & { readonly person: string } & Reading;
  readonly "read-free-rooms": Omit<Slot, "room"> & Reading;
  readonly "read-room": { readonly room: string } & Reading;
  readonly "edit-room": {
    readonly room: string;
    readonly capacity: number;
    readonly version: WantedVersion;
  };
  readonly "close-room": Slot & { readonly reason: string };
}

export type OperationName = keyof OperationInputs;

export type PlannedOperation = {
  readonly [N in OperationName]: {
    readonly name: N;
    /** What it is about: `room/alan-turing`, `meeting/…`. */
    readonly key: string;
    readonly input: OperationInputs[N];
  };
}[OperationName];

/** What became of it, as far as whoever asked was told. */
export interface Answer {
  readonly outcome: Outcome;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly revision?: number;
  /** Of an edit: the version that was read before. */
  readonly basedOn?: number;
  /** False: nobody answered, and `completedMs` stays open. */
  readonly answered?: boolean;
}

/** How one actor asks for operations, whatever the system under test is. */
export type Perform = (operation: PlannedOperation, asking: Asking) => Promise<Answer>;

export interface Asking {
  /**
   * Names the operation, the same on each repetition of the request. Where the system keeps a text of
   * ours, it is this: so the store's log can tell what became of a request that was never answered.
   */
  readonly requestId: string;
}
