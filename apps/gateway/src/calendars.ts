/**
 * `/api/people/{id}/calendar`: what a person's own calendar says, imported as a file.
 *
 * The file is checked here, so that its sender hears which line is wrong; what it means for the
 * person's time is worked out by the calendar agent, whose task is enqueued in the same commit.
 */

import { asOfQuery, calendarOut, calendarRequest } from "@holdfast/api";
import {
  CALENDAR_STATUS,
  CALENDARS,
  type CalendarStatus,
  type ImportedCalendar,
  identifier,
  PEOPLE,
  readCalendar,
} from "@holdfast/scheduling";
import {
  getDocument,
  keyspace,
  putDocument,
  readDocument,
  type Snapshot,
  waitUntil,
} from "@holdfast/shared-state";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { actorOf } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { requestReading } from "./calendar-reading.ts";
import { commitDurably, readDurably, speakOf } from "./durably.ts";
import { toInstantOut } from "./instants.ts";
import { checkOwn, mustFindPerson } from "./people.ts";
import { notFound, Problem } from "./problems.ts";

const CALENDAR_BYTES_MAX = 500 * 1024;
const WAIT_MS_MAX = 5_000;

const params = z.object({ id: identifier });
const tags = ["people"];

type CalendarOut = z.infer<typeof calendarOut>;

export function addCalendarRoutes(app: App, gateway: Gateway): void {
  app.addContentTypeParser(
    "text/calendar",
    { parseAs: "string", bodyLimit: CALENDAR_BYTES_MAX },
    (_request, body, done) => done(null, body),
  );

  app.post(
    "/api/people/:id/calendar",
    {
      bodyLimit: CALENDAR_BYTES_MAX,
      schema: {
        ...{ tags, params, consumes: ["text/calendar"], body: calendarRequest },
        response: { 200: calendarOut, 202: calendarOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const access = accessOf(request);
      checkOwn(access, id);
      await gateway.state.read((snapshot) => mustFindPerson(snapshot, id));
      checkCalendar(request.body);
      await gateway.agentsDown.refuse(["calendar-agent"]);
      const by = actorOf(access);
      const version = await importCalendar(gateway, reply, { id, text: request.body, by });
      if (version === undefined) throw notFound("person", id);
      return awaitReading(gateway, reply, id, version);
    },
  );

  app.get(
    "/api/people/:id/calendar",
    {
      schema: {
        ...{ tags, params, querystring: z.strictObject(asOfQuery) },
        response: { 200: calendarOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      checkOwn(accessOf(request), id);
      const found = await readDurably(gateway, reply, (snapshot) => readCalendarOut(snapshot, id));
      if (!found) throw notFound("calendar of", id);
      return found;
    },
  );
}

/** @throws Problem `calendar-unreadable`, naming the line */
function checkCalendar(text: string): void {
  const read = readCalendar(text);
  if (read.ok) return;
  const { problem: detail, line } = read;
  const errors = [{ field: line === undefined ? "body" : `line ${line}`, message: detail }];
  throw new Problem("calendar-unreadable", { detail, members: { line, errors } });
}

/** Returns the version that the calendar has now; undefined: there is nobody whose it would be. */
async function importCalendar(
  gateway: Gateway,
  reply: FastifyReply,
  { id, text, by }: { id: string; text: string; by: string },
): Promise<number | undefined> {
  const now = gateway.state.clock.wallMs();
  const correlation = `calendar-${id}-${gateway.state.newId()}`;
  const imported: ImportedCalendar = { text, importedAt: now };
  return commitDurably(
    gateway,
    reply,
    (tx) => {
      // They may have been erased a moment ago: their calendar must not come back.
      if (!getDocument(tx, PEOPLE, id)) return undefined;
      const saved = putDocument(tx, CALENDARS, id, imported);
      if (!saved.ok) throw new Error(`Calendar of ${id}: ${saved.reason}.`);
      requestReading(tx, id, { now, correlation });
      return saved.document.version;
    },
    { actor: by, cause: "calendar-imported", correlation },
  );
}

/** 200 once the calendar agent has read this version, or 202. */
async function awaitReading(
  gateway: Gateway,
  reply: FastifyReply,
  id: string,
  version: number,
): Promise<CalendarOut> {
  const { state, closing } = gateway;
  const look = async (snapshot: Snapshot) => {
    const status = await readDocument<CalendarStatus>(snapshot, CALENDAR_STATUS, id);
    const isRead = status && status.value.importedVersion >= version;
    return isRead ? readCalendarOut(snapshot, id) : undefined;
  };
  const prefix = keyspace.document(CALENDAR_STATUS, id);
  const waiting = { waitMsMax: WAIT_MS_MAX, signal: closing };
  const seen = await waitUntil(state.engine, prefix, look, waiting);
  if (seen) {
    await speakOf(gateway, reply, seen.revision);
    return seen.found;
  }
  reply.code(202).header("Location", `/api/people/${id}/calendar`);
  const unread = await readDurably(gateway, reply, (snapshot) => readCalendarOut(snapshot, id));
  return unread ?? { importedVersion: version, importedAt: toInstantOut(state.clock.wallMs()) };
}

async function readCalendarOut(snapshot: Snapshot, id: string): Promise<CalendarOut | undefined> {
  const imported = await readDocument<ImportedCalendar>(snapshot, CALENDARS, id);
  if (!imported) return undefined;
  const { version: importedVersion, value } = imported;
  const out = { importedVersion, importedAt: toInstantOut(value.importedAt) };
  const status = await readDocument<CalendarStatus>(snapshot, CALENDAR_STATUS, id);
  if (!status || status.value.importedVersion < importedVersion) return out;
  const { readAt, until, events, warnings } = status.value;
  const times = { readAt: toInstantOut(readAt), until: toInstantOut(until) };
  return { ...out, reading: { ...times, events, warnings: [...warnings] } };
}
