/**
 * `/api/holds`: a room, reserved for a while by whoever is calling.
 *
 * A hold lapses by itself. Renewing and releasing are for its holder (or an admin), and not while a
 * booking has taken it over: then it is the booking's, which gives it back if it fails.
 *
 * What its holder is told of its end is never too late: its lease begins at some moment after the one
 * at which we began to ask, so that is where we count from, and what has passed by the time of the reply
 * is gone. Who is refused is told of the latest end that can be: then, it is free.
 */

import {
  asOfQuery,
  holdOut,
  holdReleaseQuery,
  holdRenewalRequest,
  holdRequest,
  holdThenOut,
} from "@holdfast/api";
import {
  closureOf,
  type Interval,
  identifier,
  isWithin,
  ROOMS,
  type Room,
  roomResource,
} from "@holdfast/scheduling";
import {
  type Clock,
  getDocument,
  getHold,
  granted,
  type Hold,
  type HoldPlaced,
  keyspace,
  placeHold,
  type Refused,
  readDocument,
  refused,
  releaseHold,
  renewHold,
  type Transaction,
} from "@holdfast/shared-state";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { type Access, actorOf, mayAct } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { obstacleOut, roomLocked } from "./conflicts.ts";
import { commitDurably, readDurably } from "./durably.ts";
import { readSpan, toInstantOut } from "./instants.ts";
import { invalid, Problem } from "./problems.ts";
import { readAlternatives } from "./suggestions.ts";

const params = z.object({ id: identifier });
const tags = ["holds"];

export function addHoldRoutes(app: App, gateway: Gateway): void {
  app.post(
    "/api/holds",
    { schema: { tags, body: holdRequest, response: { 201: holdOut, ...otherwiseProblem } } },
    async (request, reply) => {
      const access = accessOf(request);
      const { hold, endsMs } = await placeFor(gateway, reply, access, request.body);
      reply.code(201).header("Location", `/api/holds/${hold.id}`);
      return toHoldOut(hold, endsMs, gateway.state.clock);
    },
  );

  app.get(
    "/api/holds/:id",
    {
      schema: {
        ...{ tags, params, querystring: z.strictObject(asOfQuery) },
        response: { 200: holdThenOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { clock } = gateway.state;
      const beganMs = clock.monotonicMs();
      const { hold, leftMs, isPast } = await readDurably(gateway, reply, async (snapshot, view) => {
        const hold = await snapshot.get<Hold>(keyspace.hold(request.params.id));
        if (!hold) throw new Problem("hold-lapsed");
        return { hold, leftMs: await snapshot.leaseLeftMs(hold.lease), isPast: view.isPast };
      });
      const { freeAt, expiresInMs, ...held } = toHoldOut(hold, beganMs + leftMs, clock);
      return isPast ? held : { ...held, freeAt, expiresInMs };
    },
  );

  app.patch(
    "/api/holds/:id",
    {
      schema: {
        ...{ tags, params, body: holdRenewalRequest },
        response: { 200: holdOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { body, params: target } = request;
      const change = {
        ...target,
        fence: body.fence,
        access: accessOf(request),
        cause: "hold-renewed",
      };
      const { clock } = gateway.state;
      const beganMs = clock.monotonicMs();
      const hold = await changeHold(gateway, reply, change, (tx, current) =>
        renewHold(tx, current.id, { fence: current.fence, forMs: body.forMs }),
      );
      return toHoldOut(hold, beganMs + body.forMs, clock);
    },
  );

  app.delete(
    "/api/holds/:id",
    {
      schema: {
        ...{
          tags,
          params,
          querystring: holdReleaseQuery,
        },
        response: { 204: z.undefined(), ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { query, params: target } = request;
      const change = { ...target, ...query, access: accessOf(request), cause: "hold-released" };
      await changeHold(gateway, reply, change, (tx, current) =>
        releaseHold(tx, current.id, current),
      );
      return reply.code(204).send();
    },
  );
}

async function placeFor(
  gateway: Gateway,
  reply: FastifyReply,
  access: Access,
  request: z.infer<typeof holdRequest>,
): Promise<{ hold: Hold; endsMs: number }> {
  const { state } = gateway;
  const room = await state.read((snapshot) => readDocument<Room>(snapshot, ROOMS, request.room));
  if (!room) throw invalid({ field: "room", message: `there is no room ${request.room}` });
  const beganMs = state.clock.monotonicMs();
  const now = state.clock.wallMs();
  const span = readSpan(request, { zone: request.zone ?? room.value.zone, now });
  const slot = { resource: roomResource(room.id), ...span };
  const wanted = { id: state.newId(), by: actorOf(access), forMs: request.forMs, now };
  const placed = await commitDurably(
    gateway,
    reply,
    (tx) => (isOpen(tx, room.id, span) ? placeHold(tx, slot, wanted) : refused("closed")),
    { actor: actorOf(access), cause: "hold-placed", correlation: wanted.id },
    gateway.guarantees.placeHold,
  );
  if (placed.ok) return { hold: placed.hold, endsMs: beganMs + request.forMs };
  const passedMs = Math.ceil(state.clock.monotonicMs() - beganMs);
  const needs = { capacity: room.value.capacity, equipment: room.value.equipment };
  const alternatives = await readAlternatives(gateway, {
    ...{ ...span, required: [], optional: [], needs },
  });
  throw notPlaced(freeLater(placed, passedMs), { room: room.id, alternatives });
}

/** Its end was reckoned from when we began, and how much had passed when it was looked at is unknown. */
function freeLater(placed: NotPlaced, passedMs: number): NotPlaced {
  if (placed.reason !== "held" || placed.freeAt === undefined) return placed;
  return { ...placed, freeAt: placed.freeAt + passedMs };
}

type NotPlaced = Exclude<HoldPlaced, { ok: true }> | Refused<"closed">;

function notPlaced(placed: NotPlaced, members: Readonly<Record<string, unknown>>): Problem {
  switch (placed.reason) {
    case "closed":
      return new Problem("room-closed", { members });
    case "locked":
      return roomLocked(placed, members);
    case "held":
    case "booked":
      if (closureOf(placed.heldBy) !== undefined) return new Problem("room-closed", { members });
      return new Problem("room-taken", { members: { ...members, ...obstacleOut(placed) } });
    default:
      throw new Error(`A hold was refused: ${placed.reason}.`);
  }
}

/** In the transaction: the room's hours may have been changed a moment ago. */
function isOpen(tx: Transaction, id: string, span: Interval): boolean {
  const room = getDocument<Room>(tx, ROOMS, id)?.value;
  return room !== undefined && isWithin(room.openingHours, room.zone, span).ok;
}

interface HoldChange {
  readonly id: string;
  readonly access: Access;
  /** The hold must not have changed hands since the caller saw it. */
  readonly fence?: number;
  readonly cause: string;
}

/** @throws Problem `hold-lapsed`, `hold-adopted`, `not-yours`, `stale-fence` */
async function changeHold(
  gateway: Gateway,
  reply: FastifyReply,
  { id, access, fence: expected, cause }: HoldChange,
  change: (tx: Transaction, hold: Hold) => ReturnType<typeof renewHold>,
): Promise<Hold> {
  const actor = actorOf(access);
  const changed = await commitDurably(
    gateway,
    reply,
    (tx) => {
      const hold = getHold(tx, id);
      if (!hold) return refused("hold-lapsed");
      if (hold.lentBy) return refused("hold-adopted");
      if (hold.by !== actor && !mayAct(access, "admin")) return refused("not-yours");
      if (expected !== undefined && expected !== hold.fence) return refused("stale-fence");
      const outcome = change(tx, hold);
      return outcome.ok ? granted({ hold }) : outcome;
    },
    { actor, cause, correlation: id },
  );
  if (changed.ok) return changed.hold;
  throw new Problem(changed.reason);
}

/** @param endsMs on the monotonic clock, and not later than the lease ends */
function toHoldOut(hold: Hold, endsMs: number, clock: Clock): z.infer<typeof holdOut> {
  // The wall clock first: what passes between the two then makes the end earlier, not later.
  const now = clock.wallMs();
  const leftMs = Math.floor(endsMs - clock.monotonicMs());
  return {
    id: hold.id,
    room: hold.resource.replace(/^room\//, ""),
    start: toInstantOut(hold.start),
    end: toInstantOut(hold.end),
    heldBy: hold.by,
    fence: hold.fence,
    freeAt: toInstantOut(now + leftMs),
    expiresInMs: Math.max(0, leftMs),
  };
}
