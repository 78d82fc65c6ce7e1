/**
 * `DELETE /api/meetings/{id}`: cancel it.
 *
 *     standing                     → saga that frees room and people: 200 with the cancelled meeting
 *     being booked, before pivot   → the booking is stopped and undone: 202
 *     past a pivot that drags on   → the cancellation follows as soon as it has ended: 202
 *     cancelled already            → 200, as it is
 */

import { cancellationQuery, meetingOut, underWayOut } from "@holdfast/api";
import {
  bookMeeting,
  type CancelMeetingInput,
  cancelMeeting,
  getMeeting,
  identifier,
  meetingSubject,
  moveMeeting,
  noteSaga,
} from "@holdfast/scheduling";
import {
  type Granted,
  granted,
  isDefinitionOf,
  type Refused,
  refused,
  requestStop,
  type Saga,
  startSaga,
  type Transaction,
} from "@holdfast/shared-state";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { actorOf } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { replyWithMeeting } from "./changing.ts";
import { commitDurably, speakOf } from "./durably.ts";
import { decidedSaga, untilQuiet } from "./meeting-sagas.ts";
import { sagaRefused } from "./saga-refusal.ts";
import { type NotStanding, notStandingProblem, standingMeeting } from "./standing.ts";
import { underWay } from "./under-way.ts";
import { type IfMatch, readIfMatch, requireIfMatch } from "./versions.ts";

interface Cancellation {
  readonly input: CancelMeetingInput;
  readonly by: string;
  readonly saga: string;
}

export function addCancelRoute(app: App, gateway: Gateway): void {
  app.delete(
    "/api/meetings/:id",
    {
      schema: {
        ...{
          tags: ["meetings"],
          params: z.object({ id: identifier }),
          querystring: cancellationQuery,
        },
        response: { 200: meetingOut, 202: underWayOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await untilQuiet(gateway, id);
      await gateway.agentsDown.refuse(["room-agent"]);
      const cancellation: Cancellation = {
        input: { meeting: id, reason: request.query.reason },
        by: actorOf(accessOf(request)),
        saga: `cancel-${id}-${gateway.state.newId()}`,
      };
      const begun = await begin(gateway, request, reply, cancellation);
      if (begun.outcome === "already-cancelled") return replyWithMeeting(gateway, reply, id);
      if (begun.outcome === "started") return finish(gateway, reply, cancellation);
      return underWay(reply, { meeting: id, saga: begun.saga });
    },
  );
}

interface Begun {
  readonly outcome: "started" | "stopping" | "already-cancelled";
  /** Which tells how it goes: the cancellation, or what is being undone instead. */
  readonly saga: string;
}

/** @throws Problem `version-required`, `version-mismatch`, `not-found`, `meeting-busy` */
async function begin(
  gateway: Gateway,
  request: FastifyRequest,
  reply: FastifyReply,
  cancellation: Cancellation,
): Promise<Begun> {
  const { by, saga, input } = cancellation;
  const match = readIfMatch(request);
  const acting = { by, now: gateway.state.clock.wallMs() };
  const begun = await commitDurably(
    gateway,
    reply,
    (tx) => beginIn(tx, cancellation, match, acting),
    { actor: by, cause: "cancellation-started", correlation: saga },
  );
  if (begun.ok) return begun;
  if (begun.reason === "version-required") {
    requireIfMatch(request);
    throw new Error("The If-Match header was there after all.");
  }
  throw notStandingProblem(input.meeting, begun);
}

function beginIn(
  tx: Transaction,
  { input, saga }: Cancellation,
  match: IfMatch | undefined,
  acting: { by: string; now: number },
): Granted<Begun> | Refused<"version-required"> | NotStanding {
  const id = input.meeting;
  const stands = getMeeting(tx, id).meeting?.status === "standing";
  if (stands && match === undefined) return refused("version-required");
  const standing = standingMeeting(tx, id, match ?? "any");
  if (standing.ok) {
    startSaga(tx, cancelMeeting, { id: saga, subject: meetingSubject(id), input }, acting);
    noteSaga(tx, id, saga);
    return granted<Begun>({ outcome: "started", saga });
  }
  if (standing.reason === "meeting-cancelled") {
    return granted<Begun>({ outcome: "already-cancelled", saga });
  }
  if (standing.reason !== "meeting-busy") return standing;
  // Who asks twice, or after another, is told how that goes.
  if (isBeingCancelled(standing.saga)) {
    return granted<Begun>({ outcome: "stopping", saga: standing.saga.id });
  }
  const stoppable = stoppableDefinition(standing.saga);
  if (!stoppable) return standing;
  const followUp = { definition: cancelMeeting, id: saga, input };
  const stop = requestStop(tx, stoppable, standing.saga.id, { ...acting, followUp });
  if (!stop.ok) return standing;
  if (stop.outcome === "compensating") {
    return granted<Begun>({ outcome: "stopping", saga: standing.saga.id });
  }
  noteSaga(tx, id, stop.followUp);
  return granted<Begun>({ outcome: "stopping", saga: stop.followUp });
}

/** A booking can be stopped at any time; a move is left to succeed or fail, then cancelled. */
function stoppableDefinition(saga: Saga) {
  if (isDefinitionOf(bookMeeting, saga)) return bookMeeting;
  return saga.pastPivot && isDefinitionOf(moveMeeting, saga) ? moveMeeting : undefined;
}

async function finish(gateway: Gateway, reply: FastifyReply, { input, saga }: Cancellation) {
  const seen = await decidedSaga(gateway, saga);
  if (!seen) return underWay(reply, { meeting: input.meeting, saga });
  await speakOf(gateway, reply, seen.revision);
  if (!seen.saga.pastPivot) throw sagaRefused("meeting-not-cancelled", seen.saga);
  return replyWithMeeting(gateway, reply, input.meeting);
}

function isBeingCancelled({ definition, failure }: Saga): boolean {
  return definition === cancelMeeting.name || failure?.reason === "stop-requested";
}
