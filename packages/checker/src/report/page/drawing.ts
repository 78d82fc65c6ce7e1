/**
 * What a page draws of a run, and all that its script is given: tracks from top to bottom, and marks on
 * them. Times are milliseconds from the run's start.
 *
 *     ada             [ place-hold ]     [ book ]
 *     room-agent/1         |  |    ▒▒▒▒▒▒▒ stopped ▒▒▒▒▒  |
 *     room/alan-turing     [ hold  ······ lapsed ]
 *
 * Every entry of the history has at least one mark. Texts are plain: the page sets them as text, and
 * never as markup.
 */

export interface Drawing {
  readonly title: string;
  /** Wall time at the run's start, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endMs: number;
  /** From the first thing that somebody did to the last: starting up and closing down left out. */
  readonly play: TimeSpan;
  readonly tracks: readonly Track[];
  readonly marks: readonly Mark[];
  readonly witnesses: readonly Witness[];
}

export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Track {
  readonly name: string;
  readonly group: string;
  /** Marks that would cover each other are on rows of their own. */
  readonly rows: number;
}

/** A band is as high as its track; a tick and a point have no length. */
export type Shape = "bar" | "band" | "tick" | "point";

export type Look =
  | "ok"
  | "refused"
  | "failed"
  | "unknown"
  | "fault"
  | "commit"
  | "seen"
  | "mail"
  | "view"
  | "differs"
  | "held"
  | "lapsed"
  | "booked"
  | "frame";

export interface Mark extends TimeSpan {
  /** Safe in an address, and the same each time the same history is drawn. */
  readonly id: string;
  readonly track: number;
  readonly row: number;
  readonly shape: Shape;
  readonly look: Look;
  /** From then on it is another thing: a fault has struck, a hold has lapsed. */
  readonly turnsMs?: number;
  /** Nobody knows when it ends, or whether. */
  readonly open?: boolean;
  /** A word or two, where there is room. */
  readonly label: string;
  /** A sentence: what a screen reader says. */
  readonly words: string;
  /** None: the main mark of the same line has them. */
  readonly facts: readonly Fact[];
  /** Which lines of the history it stands for, from 1. */
  readonly lines: readonly number[];
  /** It is the one of its entry that the table leads to. */
  readonly main: boolean;
}

export type Fact = readonly [name: string, value: string];

/** Of one violated promise: what shows it, in order. */
export interface Witness {
  readonly check: string;
  /** For each entry, the marks that stand for it. */
  readonly steps: readonly (readonly string[])[];
}
