/**
 * Meeting rules, pure: no I/O, no clock, no randomness. The agents and the gateway apply them. Only the
 * readers of projections wait, for the view that they are given.
 */

export * from "./agenda.ts";
export * from "./book-meeting.ts";
export * from "./calendar.ts";
export * from "./cancel-meeting.ts";
export * from "./closures.ts";
export * from "./commitment-months.ts";
export * from "./commitments.ts";
export * from "./confirm-holds.ts";
export * from "./free-rooms.ts";
export * from "./identifier.ts";
export * from "./interval.ts";
export * from "./invitation.ts";
export * from "./mail.ts";
export * from "./meeting.ts";
export * from "./meeting-sagas.ts";
export * from "./move-meeting.ts";
export * from "./opening-hours.ts";
export * from "./person.ts";
export * from "./projections.ts";
export * from "./room.ts";
export * from "./room-days.ts";
export * from "./statistics.ts";
export * from "./suggestions.ts";
export * from "./time.ts";
export * from "./timing.ts";
export * from "./zone.ts";
