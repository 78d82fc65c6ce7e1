/**
 * `/api/rooms/{id}/closures`: shutting a room for a while.
 *
 * The gateway only asks for it: the room agents take the room's lock, and move the meetings out one by
 * one. The reply comes at once; the closure's own page says how far it is.
 */

import { asOfQuery, closureOut, closureRequest, closuresOut } from "@holdfast/api";
import {
  type Closure,
  cancelClosure,
  closuresOf,
  identifier,
  requestClosure,
} from "@holdfast/scheduling";
import { listDocuments, readDocument } from "@holdfast/shared-state";
import { z } from "zod";
import { actorOf } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { commitDurably, readDurably } from "./durably.ts";
import { readSpan, toInstantOut } from "./instants.ts";
import { notFound } from "./problems.ts";
import { mustFindRoom } from "./rooms.ts";

/** As long as a slot may be: its days are changed in one transaction. */
const LENGTH_MS_MAX = 7 * 24 * 60 * 60_000;

const config = { needs: "admin" } as const;
const tags = ["closures"];
const params = z.object({ id: identifier });
const closureParams = params.extend({ closure: identifier });
const querystring = z.strictObject(asOfQuery);

export function addClosureRoutes(app: App, gateway: Gateway): void {
  app.post(
    "/api/rooms/:id/closures",
    {
      config,
      schema: {
        ...{ tags, params, body: closureRequest },
        response: { 202: closureOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      await gateway.agentsDown.refuse(["room-agent"]);
      const { id: room } = request.params;
      const { reason, ...written } = request.body;
      const found = await gateway.state.read((snapshot) => mustFindRoom(snapshot, room));
      const requestedAt = gateway.state.clock.wallMs();
      const zone = written.zone ?? found.value.zone;
      const limits = { zone, now: requestedAt, lengthMsMax: LENGTH_MS_MAX };
      const span = readSpan(written, limits);
      const requestedBy = actorOf(accessOf(request));
      const id = gateway.state.newId();
      const wanted = { room, ...span, reason, requestedBy, requestedAt };
      const closure = await commitDurably(gateway, reply, (tx) => requestClosure(tx, id, wanted), {
        ...{ actor: requestedBy, cause: "closure-requested", correlation: id },
      });
      reply.code(202).header("Location", `/api/rooms/${room}/closures/${id}`);
      return toClosureOut(id, closure);
    },
  );

  app.get(
    "/api/rooms/:id/closures",
    {
      schema: {
        ...{ tags, params, querystring },
        response: { 200: closuresOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id: room } = request.params;
      const closures = await readDurably(gateway, reply, async (snapshot) => {
        await mustFindRoom(snapshot, room);
        return listDocuments<Closure>(snapshot, closuresOf(room));
      });
      const byStart = closures.toSorted((a, b) => a.value.start - b.value.start);
      return { closures: byStart.map(({ id, value }) => toClosureOut(id, value)) };
    },
  );

  app.get(
    "/api/rooms/:id/closures/:closure",
    {
      schema: {
        ...{ tags, params: closureParams, querystring },
        response: { 200: closureOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id: room, closure: id } = request.params;
      const found = await readDurably(gateway, reply, (snapshot) =>
        readDocument<Closure>(snapshot, closuresOf(room), id),
      );
      if (!found) throw notFound("closure", id);
      return toClosureOut(id, found.value);
    },
  );

  app.delete(
    "/api/rooms/:id/closures/:closure",
    {
      config,
      schema: {
        tags,
        params: closureParams,
        response: { 204: z.undefined(), ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id: room, closure: id } = request.params;
      const note = { actor: actorOf(accessOf(request)), cause: "closure-cancelled" };
      const cancelled = await commitDurably(
        gateway,
        reply,
        (tx) => cancelClosure(tx, { room, id }) !== undefined,
        { ...note, correlation: id },
      );
      if (!cancelled) throw notFound("closure", id);
      return reply.code(204).send();
    },
  );
}

function toClosureOut(id: string, closure: Closure): z.infer<typeof closureOut> {
  const { room, start, end, reason, state, meetings, requestedBy, requestedAt } = closure;
  return {
    ...{ id, room, start: toInstantOut(start), end: toInstantOut(end), reason, state },
    meetings: meetings.map((each) => ({ ...each })),
    ...{ requestedBy, requestedAt: toInstantOut(requestedAt) },
  };
}
