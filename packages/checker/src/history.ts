/**
 * The run history: what a run recorded, and all that a checker is given. JSON Lines: one entry a line,
 * in the order in which they were recorded.
 *
 *     run        which scenario, from which seed, on what
 *     operation  what a client asked for, and what it was told
 *     fault      what was done to a process, and when it was healed
 *     commit     what the store's own log says: the witness of what really happened
 *     seen       what a watcher was told, in the order in which it was told
 *     watch-closed  up to where a watcher had to be told everything
 *     mail       what arrived at the mail server
 *     view       what a projection shows, at the end or to a client, and what a plain fold of the events gives
 *     end        how the run ended
 *
 * Times are milliseconds on the system-wide monotonic clock: those of two processes can be compared.
 * Two instants that are equal have no order.
 */

export const HISTORY_FORMAT = 1;

export interface RunStarted {
  readonly kind: "run";
  readonly format: typeof HISTORY_FORMAT;
  readonly scenario: string;
  readonly seed: number;
  /** Wall time, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** What was put to the test: `holdfast`, or the name of a foreign system. */
  readonly system: string;
  /** The guarantees that were turned down or up: of which operation, and to which setting. */
  readonly dial?: Readonly<Record<string, string>>;
}

/**
 * `ok`: it happened. `refused`: it did not, and nothing was changed. `failed`: it did not, by an error
 * of which is known that it came before any effect. `unknown`: nobody can tell from the answer; it may
 * take effect at any later time, or never.
 */
export type Outcome = "ok" | "refused" | "failed" | "unknown";

export interface Operation {
  readonly kind: "operation";
  /** Unique in its history. */
  readonly id: string;
  /** Who asked: a client's or actor's name. One asks for one thing at a time. */
  readonly process: string;
  /** Which operation: `place-hold`, `book`, `edit-room` … */
  readonly name: string;
  /** What it is about, for whoever partitions: `room/alan-turing`. */
  readonly key: string;
  readonly input: unknown;
  readonly invokedMs: number;
  /** Undefined: no answer came. Then the outcome is `unknown`. */
  readonly completedMs?: number;
  readonly outcome: Outcome;
  /** What the caller was told. */
  readonly output?: unknown;
  /** The store's revision that the answer spoke of. */
  readonly revision?: number;
}

export interface Fault {
  readonly kind: "fault";
  /** One fault has one id in all of its entries. */
  readonly id: string;
  /** `kill`, `stop`, `crash-at`, `clock-jump` … */
  readonly fault: string;
  /** Named before it strikes, so that it can be healed. */
  readonly target: string;
  readonly pid?: number;
  readonly phase: "announced" | "struck" | "healed";
  readonly atMs: number;
  /** Of a fault at a failpoint: its name; of a clock jump: by how much. */
  readonly detail?: string;
  /** Of a power cut that struck: the last that the disk had for good. Later ones are other commits. */
  readonly revision?: number;
}

/** One commit of the store's log, whole. */
export interface StoreCommit {
  readonly kind: "commit";
  readonly revision: number;
  /** Wall time of the store, which never goes back. */
  readonly at: number;
  readonly actor?: string;
  readonly process?: string;
  readonly cause?: string;
  readonly correlation?: string;
  readonly changes: readonly StoreChange[];
  /** What its transaction had read, and which versions, where that was recorded. */
  readonly reads?: readonly StoreRead[];
}

/** A version is named by the revision of the commit that wrote it; 0: nothing was there. */
export interface StoreRead {
  readonly key: readonly (string | number)[];
  readonly revision: number;
}

export interface StoreChange {
  readonly key: readonly (string | number)[];
  /** Which commit had put what was there before; 0: nothing was. */
  readonly before: number;
  /** Left out: deleted. */
  readonly value?: unknown;
  readonly lease?: string;
  /** Wall time at which what was there before had lapsed with its lease, if it had. */
  readonly lapsedAt?: number;
}

/** What one watcher was told. Its `after` says from where it watched. */
export interface Seen {
  readonly kind: "seen";
  readonly watcher: string;
  readonly prefix: readonly (string | number)[];
  readonly after: number;
  readonly revision: number;
  readonly atMs: number;
}

/** When its watch was closed, a watcher should have been told everything up to that revision. */
export interface WatchClosed {
  readonly kind: "watch-closed";
  readonly watcher: string;
  readonly prefix: readonly (string | number)[];
  readonly after: number;
  readonly revision: number;
  readonly atMs: number;
}

export interface Mail {
  readonly kind: "mail";
  readonly messageId: string;
  readonly method: "REQUEST" | "CANCEL";
  readonly meeting: string;
  readonly recipient: string;
  readonly sequence: number;
  readonly atMs: number;
}

export interface View {
  readonly kind: "view";
  readonly projection: string;
  /** The operation that was shown this; left out: it is what the whole view shows in the end. */
  readonly operation?: string;
  /** Up to which revision it has applied changes. */
  readonly revision: number;
  readonly shows: unknown;
  /** The fold of the events, by a reader who trusts no projection. */
  readonly folds: unknown;
}

export interface RunEnded {
  readonly kind: "end";
  readonly atMs: number;
  /** `finished`; `stuck`: not everything came to an end after all faults were healed. */
  readonly outcome: "finished" | "stuck";
  /** Of a stuck one: what is still under way. */
  readonly unfinished?: readonly string[];
}

export type HistoryEntry =
  | RunStarted
  | Operation
  | Fault
  | StoreCommit
  | Seen
  | WatchClosed
  | Mail
  | View
  | RunEnded;

export type History = readonly HistoryEntry[];
