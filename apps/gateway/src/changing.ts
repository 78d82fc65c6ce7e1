/**
 * `PATCH /api/meetings/{id}`: change its text, or its arrangement, or both.
 *
 * Text is one event, appended if the meeting is still the one that the caller has seen. A change of
 * time, room or people is a move: a saga, started in the commit that checks the same. When a
 * request has both, the text is changed in that commit and stays changed if the move is refused:
 * the 409 says so (`edited`) and carries the new ETag.
 */

import { changeRequest, meetingOut, underWayOut } from "@holdfast/api";
import {
  identifier,
  type Meeting,
  type MeetingEvent,
  type MoveMeetingInput,
  meetingStream,
  meetingSubject,
  moveMeeting,
  noteSaga,
} from "@holdfast/scheduling";
import {
  appendEvents,
  granted,
  type Saga,
  startSaga,
  type Transaction,
} from "@holdfast/shared-state";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { actorOf } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { commitDurably, readDurably, speakOf } from "./durably.ts";
import { decidedSaga, untilQuiet } from "./meeting-sagas.ts";
import { type MeetingOut, type MeetingRead, readMeeting, toMeetingOut } from "./meeting-view.ts";
import { readMove } from "./moving.ts";
import { invalid, notFound, type Problem } from "./problems.ts";
import { needsOf } from "./room-choice.ts";
import { sagaRefused } from "./saga-refusal.ts";
import { notStandingProblem, standingMeeting } from "./standing.ts";
import { readAlternatives } from "./suggestions.ts";
import { underWay } from "./under-way.ts";
import { entityTag, type IfMatch, requireIfMatch, versionMismatch } from "./versions.ts";

export type ChangeRequest = z.infer<typeof changeRequest>;

type Edited = Extract<MeetingEvent, { type: "edited" }>;

/** What one request asks for; neither: the meeting is so already. */
interface PlannedChange {
  readonly id: string;
  readonly by: string;
  /** The meeting that it was planned for. */
  readonly position: number;
  readonly edit: Edited | undefined;
  readonly move: { readonly saga: string; readonly input: MoveMeetingInput } | undefined;
}

export function addChangeRoute(app: App, gateway: Gateway): void {
  app.patch(
    "/api/meetings/:id",
    {
      schema: {
        ...{ tags: ["meetings"], params: z.object({ id: identifier }), body: changeRequest },
        response: { 200: meetingOut, 202: underWayOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { body, params } = request;
      const match = requireIfMatch(request);
      if (Object.keys(body).length === 0) {
        throw invalid({ field: "body", message: "must name something to change" });
      }
      await untilQuiet(gateway, params.id);
      const by = actorOf(accessOf(request));
      const plan = await planChange(gateway, reply, { id: params.id, by, match, body });
      if (plan.move) await gateway.agentsDown.refuse(["room-agent", "calendar-agent"]);
      await commitChange(gateway, reply, plan);
      if (plan.move) {
        const seen = await decidedSaga<MoveMeetingInput>(gateway, plan.move.saga);
        if (!seen) return underWay(reply, { meeting: plan.id, saga: plan.move.saga });
        await speakOf(gateway, reply, seen.revision);
        if (!seen.saga.pastPivot) throw await notMoved(gateway, plan, seen.saga, body);
      }
      return replyWithMeeting(gateway, reply, plan.id);
    },
  );
}

/** @throws Problem */
async function planChange(
  gateway: Gateway,
  reply: FastifyReply,
  request: { id: string; by: string; match: IfMatch; body: ChangeRequest },
): Promise<PlannedChange> {
  const { id, by, match, body } = request;
  const now = gateway.state.clock.wallMs();
  return readDurably(gateway, reply, async (snapshot) => {
    const { meeting, position } = await readMeeting(snapshot, id);
    // What is wrong with the meeting is said before what is wrong with the change.
    const current = mustMatch(id, { meeting, position }, match);
    const edit = editOf(current, body);
    const input = await readMove(snapshot, { id, meeting: current, body, now });
    const move = input && { saga: `move-${id}-${gateway.state.newId()}`, input };
    return { id, by, position, edit, move };
  });
}

function mustMatch(id: string, { meeting, position }: MeetingRead, match: IfMatch): Meeting {
  if (!meeting) throw notFound("meeting", id);
  if (match !== "any" && match !== position) throw versionMismatch(position);
  return meeting;
}

/** Undefined: the text is so already. */
function editOf(meeting: Meeting, { title, description }: ChangeRequest): Edited | undefined {
  const data = {
    ...(title !== undefined && title !== meeting.title && { title }),
    ...(description !== undefined && description !== meeting.description && { description }),
  };
  return Object.keys(data).length === 0 ? undefined : { type: "edited", data };
}

/**
 * @throws Problem `not-found`, `meeting-cancelled`, `version-mismatch`, `meeting-busy`,
 * `agent-down`
 */
async function commitChange(
  gateway: Gateway,
  reply: FastifyReply,
  { id, by, position, edit, move }: PlannedChange,
): Promise<void> {
  const acting = { by, now: gateway.state.clock.wallMs() };
  const note = { actor: by, cause: move ? "move-started" : "meeting-edited" };
  const changed = await commitDurably(
    gateway,
    reply,
    (tx) => {
      const standing = standingMeeting(tx, id, position);
      if (!standing.ok) return standing;
      if (edit) mustAppend(tx, id, edit, { ...acting, ifPosition: position });
      if (move) {
        const request = { id: move.saga, subject: meetingSubject(id), input: move.input };
        startSaga(tx, moveMeeting, request, acting);
        noteSaga(tx, id, move.saga);
      }
      return granted({});
    },
    { ...note, correlation: move?.saga ?? meetingSubject(id) },
    // A move is a saga, whose beginning nobody can turn.
    move ? undefined : gateway.guarantees.editMeeting,
  );
  if (changed.ok) return;
  if (changed.reason === "meeting-busy" && changed.saga.pastPivot) {
    await gateway.agentsDown.refuse(["notification-agent"]);
  }
  throw notStandingProblem(id, changed);
}

/** At the position that was checked in this very transaction. */
function mustAppend(
  tx: Transaction,
  id: string,
  edit: Edited,
  at: { ifPosition: number; now: number; by: string },
): void {
  const appended = appendEvents(tx, meetingStream(id), [edit], at);
  if (!appended.ok) throw new Error(`Meeting ${id}: ${appended.reason}.`);
}

async function notMoved(
  gateway: Gateway,
  { edit, position }: PlannedChange,
  saga: Saga<MoveMeetingInput>,
  body: ChangeRequest,
): Promise<Problem> {
  const { start, end, required, optional } = saga.input;
  const needs = needsOf(body.needs, required.length + optional.length);
  const alternatives = await readAlternatives(gateway, { start, end, required, optional, needs });
  const tag = entityTag(edit ? position + 1 : position);
  const members = { alternatives, edited: edit !== undefined, current: tag };
  return sagaRefused("meeting-not-moved", saga, { members, headers: { ETag: tag } });
}

export async function replyWithMeeting(
  gateway: Gateway,
  reply: FastifyReply,
  id: string,
): Promise<MeetingOut> {
  const { meeting, position } = await readDurably(gateway, reply, (snapshot) =>
    readMeeting(snapshot, id),
  );
  if (!meeting) throw notFound("meeting", id);
  reply.code(200).header("ETag", entityTag(position));
  return toMeetingOut(id, meeting, position);
}
