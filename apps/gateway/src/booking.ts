/**
 * `POST /api/meetings`: book a room and everybody's time, or nothing.
 *
 *     request ──▶ one commit: idempotency key + saga ──▶ agents hold, hold, confirm
 *                              │ waits for the pivot, or for everything to be undone
 *                              └──▶ 201 booked · 409 why, and what was undone · 202 still under way
 *
 * Each reply follows from the saga's record, so that a replay gives the same one.
 */

import { bookingRequest, meetingOut, underWayOut } from "@holdfast/api";
import {
  type BookMeetingInput,
  bookMeeting,
  invited,
  type Meeting,
  meetingSubject,
  noteSaga,
  type RoomHeld,
} from "@holdfast/scheduling";
import {
  failpoint,
  inSnapshot,
  isDecided,
  keyspace,
  type Saga,
  type Snapshot,
  startSaga,
} from "@holdfast/shared-state";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { type Access, actorOf } from "./access.ts";
import { adoptableHold } from "./adopting.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { speakOf } from "./durably.ts";
import {
  type KeyedRequest,
  keyedRequest,
  type RememberedRequest,
  recall,
  rememberAlternatives,
  rememberOrRecall,
} from "./idempotency.ts";
import { readSpan } from "./instants.ts";
import { decidedSaga, type SeenSaga } from "./meeting-sagas.ts";
import { type MeetingOut, toMeetingOut } from "./meeting-view.ts";
import { readParticipants } from "./participants.ts";
import { mustFindPerson } from "./people.ts";
import { invalid, Problem } from "./problems.ts";
import { chooseRooms, needsOf } from "./room-choice.ts";
import { sagaRefused } from "./saga-refusal.ts";
import { readAlternatives } from "./suggestions.ts";
import { underWay } from "./under-way.ts";
import { entityTag } from "./versions.ts";

type BookingRequest = z.infer<typeof bookingRequest>;

export function addBookingRoute(app: App, gateway: Gateway): void {
  app.post(
    "/api/meetings",
    {
      schema: {
        ...{ tags: ["meetings"], body: bookingRequest },
        response: { 201: meetingOut, 202: underWayOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const access = accessOf(request);
      const keyed = keyedRequest(request, access);
      const remembered = keyed && (await recall(gateway, keyed));
      const asked = { body: request.body, keyed };
      if (remembered) return replay(gateway, reply, asked, remembered);

      await gateway.agentsDown.refuse(["room-agent", "calendar-agent"]);
      const meeting = gateway.state.newId();
      const input = await gateway.state.read((snapshot) =>
        readBooking(snapshot, request.body, { meeting, access, now: gateway.state.clock.wallMs() }),
      );
      const { quicker, revision } = await start(gateway, reply, { input, access, keyed });
      if (quicker) return replay(gateway, reply, asked, quicker);
      const seen = await decidedSaga<BookMeetingInput>(gateway, sagaId(meeting), revision);
      if (!seen) return underWay(reply, { meeting, saga: sagaId(meeting) });
      return answer(gateway, reply, asked, seen);
    },
  );
}

/** What was asked for: a replay comes with the same body. */
interface Asked {
  readonly body: BookingRequest;
  readonly keyed: KeyedRequest | undefined;
}

interface Booking {
  readonly input: BookMeetingInput;
  readonly access: Access;
  readonly keyed: KeyedRequest | undefined;
}

interface Started {
  /** What another request with the same key has started, if that was quicker. */
  readonly quicker: RememberedRequest | undefined;
  readonly revision: number;
}

async function start(
  gateway: Gateway,
  reply: FastifyReply,
  { input, access, keyed }: Booking,
): Promise<Started> {
  const { meeting } = input;
  const saga = sagaId(meeting);
  const acting = { by: actorOf(access), now: gateway.state.clock.wallMs() };
  failpoint("gateway.before-commit");
  const { value: quicker, revision } = await gateway.state.transact(
    (tx) => {
      const earlier = keyed && rememberOrRecall(tx, keyed, { meeting, saga });
      if (earlier) return earlier;
      startSaga(tx, bookMeeting, { id: saga, subject: meetingSubject(meeting), input }, acting);
      noteSaga(tx, meeting, saga);
      return undefined;
    },
    { actor: acting.by, cause: "booking-started", correlation: saga },
  );
  failpoint("gateway.after-commit");
  await speakOf(gateway, reply, revision);
  return { quicker, revision };
}

/** @throws Problem `request-in-progress` */
async function replay(
  gateway: Gateway,
  reply: FastifyReply,
  asked: Asked,
  { saga: id }: RememberedRequest,
): Promise<MeetingOut> {
  const { found: saga, revision } = await inSnapshot(gateway.state.engine, (snapshot) =>
    snapshot.get<Saga<BookMeetingInput>>(keyspace.saga(id)),
  );
  if (!saga || !isDecided(saga)) {
    throw new Problem("request-in-progress", { headers: { "Retry-After": "1" } });
  }
  return answer(gateway, reply, asked, { saga, revision });
}

/** @throws Problem `meeting-not-booked` */
async function answer(
  gateway: Gateway,
  reply: FastifyReply,
  asked: Asked,
  { saga, revision }: SeenSaga<BookMeetingInput>,
): Promise<MeetingOut> {
  await speakOf(gateway, reply, revision);
  if (!saga.pastPivot) throw await notBooked(gateway, asked, saga);
  const { meeting } = saga.input;
  const { position } = saga.results.confirm as { position: number };
  reply.code(201).header("Location", `/api/meetings/${meeting}`);
  reply.header("ETag", entityTag(position));
  return toMeetingOut(meeting, meetingAsBooked(saga), position);
}

async function notBooked(
  gateway: Gateway,
  { body, keyed }: Asked,
  saga: Saga<BookMeetingInput>,
): Promise<Problem> {
  const { start: from, end, required, optional } = saga.input;
  const needs = needsOf(body.needs, invited(saga.input).length);
  const offered = await readAlternatives(gateway, { start: from, end, required, optional, needs });
  const alternatives = keyed
    ? await rememberAlternatives(gateway, keyed, offered, saga.id)
    : offered;
  return sagaRefused("meeting-not-booked", saga, { members: { alternatives } });
}

/** As the pivot made it, whatever has happened to it since. */
function meetingAsBooked({ input, results }: Saga<BookMeetingInput>): Meeting {
  const { title, description, organizer, start: from, end, zone, required, optional } = input;
  const { room } = results["hold-room"] as RoomHeld;
  return {
    ...{ status: "standing", sequence: 0, title, description, organizer },
    ...{ room, start: from, end, zone, required, optional },
  };
}

/** @throws Problem `request-invalid`, and those of `adoptableHold` */
async function readBooking(
  snapshot: Snapshot,
  request: BookingRequest,
  { meeting, access, now }: { meeting: string; access: Access; now: number },
): Promise<BookMeetingInput> {
  const { title, description, room, needs, holdId } = request;
  const { organizer, required, optional } = await readParticipants(snapshot, request);
  const zone = request.zone ?? (await mustFindPerson(snapshot, organizer)).value.zone;
  const span = readSpan(request, { zone, now });
  const adopt = holdId === undefined ? undefined : await adoptableHold(snapshot, holdId, access);
  if (adopt && (needs || (room !== undefined && room !== adopt.room))) {
    throw invalid({ field: "holdId", message: "is a hold on a room of its own: name no other" });
  }
  const count = required.length + optional.length;
  const choice = { room: adopt?.room ?? room, needs, people: count, zone };
  const rooms = await chooseRooms(snapshot, choice);
  return {
    ...{ meeting, title, description, organizer, required, optional, zone, ...span, rooms },
    ...(adopt && { adopt: { hold: adopt.hold, fence: adopt.fence } }),
  };
}

function sagaId(meeting: string): string {
  return `book-${meeting}`;
}
