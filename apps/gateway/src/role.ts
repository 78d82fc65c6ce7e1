/**
 * What the gateway's process may write: what people change themselves, and the beginnings of what
 * agents do for them. It never confirms a booking, and it sends no mail.
 *
 * This is about the process. What a person may ask of it is decided before (`authentication.ts`).
 */

import { ORDERS } from "@holdfast/agent-runtime";
import {
  bookMeeting,
  CALENDAR_STATUS,
  CALENDARS,
  COMMITMENTS,
  cancelMeeting,
  closuresOf,
  MEETING_SAGAS,
  meetingStream,
  moveMeeting,
  PEOPLE,
  ROOMS,
} from "@holdfast/scheduling";
import {
  defineRole,
  diaryWrites,
  keyspace,
  presenceWrites,
  sagaWrites,
} from "@holdfast/shared-state";
import { ACCESS_TOKENS } from "./access.ts";
import { ERASED_PEOPLE } from "./erased-people.ts";
import { IDEMPOTENCY } from "./idempotency.ts";
import { INBOX } from "./inbox.ts";

const NAME = "gateway";

const COLLECTIONS = [
  ...[ROOMS, PEOPLE, CALENDARS, CALENDAR_STATUS],
  ...[MEETING_SAGAS, ACCESS_TOKENS, IDEMPOTENCY],
  // Where a person who is to be erased has left traces.
  ...[ERASED_PEOPLE, COMMITMENTS, INBOX],
  // The supervisor carries them out, and writes down elsewhere what came of them.
  ORDERS,
];

export const gatewayRole = defineRole(NAME, {
  writes: [
    ...COLLECTIONS.map(keyspace.documents),
    ["document", { startsWith: closuresOf("") }],
    ...sagaWrites([bookMeeting, moveMeeting, cancelMeeting]),
    keyspace.holds(),
    diaryWrites("room/"),
    keyspace.streams(meetingStream("").category),
    // A person may have any agent's dead letter tried again.
    keyspace.deadLetters(),
    keyspace.queues(),
    keyspace.lanes(),
    keyspace.projectionRequests(),
    keyspace.locks(),
    keyspace.violations(),
    ...presenceWrites(NAME),
  ],
});
