/**
 * How long a saga may take and how long it holds what it needs. A test keeps these in one order with
 * the times of processes and claims: claim lease < deadline before the pivot ≤ hold.
 */

/** The pivot must have happened by then, or everything is undone. */
export const BOOKING_DEADLINE_MS = 15_000;

/** How long a saga's holds live: long enough that none lapses before the deadline. */
export const SAGA_HOLD_MS = 20_000;

/** How long a person's hold lives when they do not say. */
export const PERSON_HOLD_MS = 120_000;
export const PERSON_HOLD_MS_MAX = 900_000;

/** How far ahead calendars are read, and therefore meetings may be booked. */
export const HORIZON_DAYS = 366;
