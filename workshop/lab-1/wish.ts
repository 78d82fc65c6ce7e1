/** Who would like a room, and when: all of it on one day. */

/** `[start, end)`, in milliseconds since the epoch. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Wish extends Span {
  readonly room: string;
  readonly meeting: string;
  /** Who would like to meet. */
  readonly by: string;
}

export interface Meeting extends Span {
  readonly meeting: string;
}

const MIDNIGHT = Date.UTC(2026, 10, 23);
const HOUR_MS = 3_600_000;

export const WHOLE_DAY: Span = between(0, 24);

/** In hours: from half past nine to ten is `between(9.5, 10)`. */
export function between(from: number, to: number): Span {
  return { start: MIDNIGHT + from * HOUR_MS, end: MIDNIGHT + to * HOUR_MS };
}
