/** `/api/meetings/{id}`: the meeting as it is, what happened to it, and who works on it. */

import { asOfQuery, meetingEventsOut, meetingOut, sagaOut, sagaQuery } from "@holdfast/api";
import { identifier, type MeetingEvent, meetingStream } from "@holdfast/scheduling";
import { readStream, type Saga, type Snapshot } from "@holdfast/shared-state";
import { z } from "zod";
import { type App, type Gateway, otherwiseProblem, unchanged } from "./app.ts";
import { readDurably } from "./durably.ts";
import { toInstantOut } from "./instants.ts";
import { readSagas } from "./meeting-sagas.ts";
import { readMeeting, toMeetingOut } from "./meeting-view.ts";
import { notFound } from "./problems.ts";
import { failureOut, undoneSteps } from "./saga-refusal.ts";
import { isKnown } from "./versions.ts";

const params = z.object({ id: identifier });
const querystring = z.strictObject(asOfQuery);
const fromEvents = { fromEvents: true };
const tags = ["meetings"];

export function addMeetingRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/meetings/:id",
    {
      schema: {
        ...{ tags, params, querystring },
        response: { 200: meetingOut, ...unchanged, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { meeting, position } = await readDurably(
        gateway,
        reply,
        (snapshot, { eventsAsOf }) => readMeeting(snapshot, id, eventsAsOf),
        fromEvents,
      );
      if (!meeting) throw notFound("meeting", id);
      if (isKnown(request, reply, position)) return reply.code(304).send();
      return toMeetingOut(id, meeting, position);
    },
  );

  app.get(
    "/api/meetings/:id/events",
    {
      schema: {
        tags,
        params,
        querystring,
        response: { 200: meetingEventsOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const events = await readDurably(
        gateway,
        reply,
        (snapshot, { eventsAsOf: asOf }) =>
          readStream<MeetingEvent>(snapshot, meetingStream(id), asOf && { asOf }),
        fromEvents,
      );
      if (events.length === 0) throw notFound("meeting", id);
      return { events: events.map(toEventOut) };
    },
  );

  app.get(
    "/api/meetings/:id/saga",
    {
      schema: {
        ...{ tags, params },
        querystring: sagaQuery,
        response: { 200: sagaOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id: meeting } = request.params;
      return readDurably(gateway, reply, (snapshot) =>
        readSagaOut(snapshot, meeting, request.query.id),
      );
    },
  );
}

/** The latest, unless one is named. */
async function readSagaOut(
  snapshot: Snapshot,
  meeting: string,
  id: string | undefined,
): Promise<z.infer<typeof sagaOut>> {
  const sagas = await readSagas(snapshot, meeting);
  const saga = id === undefined ? sagas.at(-1) : sagas.find((each) => each.id === id);
  if (!saga) throw notFound("saga of meeting", meeting);
  return { ...toSagaOut(saga), all: sagas.map((each) => each.id) };
}

type StoredMeetingEvent = MeetingEvent & { position: number; at: number; by: string };

/** Times within an event's data are instants like all others. */
function toEventOut({ position, at, by, type, data }: StoredMeetingEvent) {
  const told: Record<string, unknown> = { ...data };
  for (const name of ["start", "end"]) {
    const instant = told[name];
    if (typeof instant === "number") told[name] = toInstantOut(instant);
  }
  return { position, at: toInstantOut(at), by, type, data: told };
}

function toSagaOut(saga: Saga): Omit<z.infer<typeof sagaOut>, "all"> {
  const { id, definition, version, state, pastPivot, current, failure, attention } = saga;
  return {
    ...{ id, definition, version, state, pastPivot, current, startedBy: saga.startedBy },
    ...(failure && { failure: failureOut(saga) }),
    undone: undoneSteps(saga),
    ...(attention && { attention: { ...attention } }),
    startedAt: toInstantOut(saga.startedAt),
    ...(saga.endedAt !== undefined && { endedAt: toInstantOut(saga.endedAt) }),
    journal: saga.journal.map(({ at, ...entry }) => ({ at: toInstantOut(at), ...entry })),
  };
}
