/**
 * `/api/changes`: every commit as it happens, as server-sent events.
 *
 * The `id` of an event is its revision, so a client that reconnects goes on where it stopped
 * (`Last-Event-ID`). When it cannot, because the past that it lacks is no longer retained or never
 * was, it is told so by an event named `gap`: it has to read what it shows anew. As everywhere,
 * nothing is told before it is durable.
 */

import { type Commit as CommitTold, changesQuery, type Gap as GapTold } from "@holdfast/api";
import {
  type Changes,
  type Commit,
  failpoint,
  type Gap,
  type Key,
  type Revision,
} from "@holdfast/shared-state";
import type { FastifyReply, FastifyRequest } from "fastify";
import { findAccess } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { speakOf } from "./durably.ts";
import { EventStream } from "./event-stream.ts";
import { toInstantOut } from "./instants.ts";
import { invalid, Problem } from "./problems.ts";
import { isPublicKey, isPublicPrefix } from "./public-keys.ts";
import { StreamPlaces } from "./stream-places.ts";

const HEARTBEAT_MS = 15_000;

export function addChangeStreamRoute(app: App, gateway: Gateway): void {
  const places = new StreamPlaces();
  app.get(
    "/api/changes",
    {
      exposeHeadRoute: false,
      schema: { tags: ["changes"], querystring: changesQuery, response: otherwiseProblem },
    },
    async (request, reply) => {
      const prefix = readPrefix(request.query.prefix);
      const after = readLastEventId(request) ?? request.query.after;
      const access = accessOf(request).id;
      const leave = places.take(access);
      // Whatever is still being waited for, whoever has gone takes up no place.
      reply.raw.once("close", leave);
      try {
        const head = await gateway.state.engine.head();
        await speakOf(gateway, reply, head);
        await tell(gateway, reply, { access, prefix, after, head });
      } finally {
        leave();
      }
    },
  );
}

interface Telling {
  readonly access: string;
  readonly prefix: Key;
  readonly after: Revision | undefined;
  readonly head: Revision;
}

/** Resolves when the client has gone, its token is revoked, or the gateway stops. */
async function tell(gateway: Gateway, reply: FastifyReply, telling: Telling): Promise<void> {
  const { prefix, after = telling.head, head } = telling;
  const stream = new EventStream(reply);
  // Its revision has not been committed here: this state is another one than it knew.
  const unknown = after > head;
  const feed = gateway.state.engine.changes({ prefix, after: unknown ? head : after });
  const stop = () => feed.close();
  stream.ended.addEventListener("abort", stop);
  gateway.closing.addEventListener("abort", stop);
  const heartbeat = setInterval(() => void beat(gateway, stream, telling, stop), HEARTBEAT_MS);
  if (stream.ended.aborted || gateway.closing.aborted) stop();
  try {
    if (unknown) await stream.send({ event: "gap", id: head, data: { after, before: head + 1 } });
    else await stream.send({ id: after });
    await tellAll(gateway, stream, feed);
  } catch (error) {
    reply.log.warn({ err: error }, "a stream of changes ended");
  } finally {
    clearInterval(heartbeat);
    gateway.closing.removeEventListener("abort", stop);
    feed.close();
    stream.end();
  }
}

async function tellAll(gateway: Gateway, stream: EventStream, feed: Changes): Promise<void> {
  for await (const item of feed) {
    if (item.kind === "gap") {
      await stream.send(gapEvent(item));
      continue;
    }
    const event = commitEvent(item);
    if (!event) continue;
    await gateway.state.engine.durable(item.revision);
    failpoint("feed.before-delivery");
    await stream.send(event);
  }
}

/** Keeps proxies from closing the connection, and notices when it should be closed. */
async function beat(
  { state }: Gateway,
  stream: EventStream,
  { access }: Telling,
  stop: () => void,
): Promise<void> {
  try {
    if (await findAccess(state, access)) await stream.send({});
    else stop();
  } catch {
    stop();
  }
}

function gapEvent({ after, before }: Gap) {
  const data: GapTold = { after, before };
  return { event: "gap", id: before - 1, data };
}

/** Undefined: nothing in it may be told. */
function commitEvent({ revision, at, note, changes }: Commit) {
  const told = changes
    .filter(({ key }) => isPublicKey(key))
    .map(({ key, value }) => ({ key, kind: value === undefined ? "deleted" : "put" }) as const);
  if (told.length === 0) return undefined;
  const data: CommitTold = { revision, at: toInstantOut(at), ...note, changes: told };
  return { event: "commit", id: revision, data };
}

function readPrefix(written: string | undefined): Key {
  const prefix = written === undefined || written === "" ? [] : written.split(",");
  if (!isPublicPrefix(prefix)) throw invalid({ field: "prefix", message: "is not public" });
  return prefix;
}

/** @throws Problem `header-invalid` */
function readLastEventId({ headers }: FastifyRequest): Revision | undefined {
  const written = headers["last-event-id"];
  if (written === undefined || written === "") return undefined;
  if (typeof written !== "string" || !/^\d{1,15}$/.test(written)) {
    throw new Problem("header-invalid", { members: { header: "Last-Event-ID" } });
  }
  return Number(written);
}
