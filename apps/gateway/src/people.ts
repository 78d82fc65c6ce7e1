/** `/api/people`: whose time can be held, and when it is taken. */

import {
  asOfQuery,
  busyOut,
  peopleOut,
  personOut,
  personRequest,
  windowQuery,
} from "@holdfast/api";
import { CALENDARS, identifier, PEOPLE, type Person } from "@holdfast/scheduling";
import {
  getDocument,
  listDocuments,
  readDocument,
  type Snapshot,
  type Transaction,
} from "@holdfast/shared-state";
import { z } from "zod";
import { type Access, mayAct } from "./access.ts";
import { type App, type Gateway, otherwiseProblem, unchanged } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { readBusyOut } from "./busy.ts";
import { requestReading } from "./calendar-reading.ts";
import { readDurably } from "./durably.ts";
import { erasedPerson, personErased, readErasedPerson } from "./erased-people.ts";
import { erasePerson } from "./erasing.ts";
import { readWindow } from "./instants.ts";
import { notFound, Problem } from "./problems.ts";
import { replaceDocument } from "./replacing.ts";
import { entityTag, isKnown } from "./versions.ts";

const BUSY_DAYS_MAX = 62;

const params = z.object({ id: identifier });
const querystring = z.strictObject(asOfQuery);
const tags = ["people"];

export function addPeopleRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/people",
    { schema: { tags, querystring, response: { 200: peopleOut, ...otherwiseProblem } } },
    async (_request, reply) => {
      const people = await readDurably(gateway, reply, (snapshot) =>
        listDocuments<Person>(snapshot, PEOPLE),
      );
      return { people: people.map(({ id, version, value }) => ({ id, version, ...value })) };
    },
  );

  app.get(
    "/api/people/:id",
    {
      schema: {
        ...{ tags, params, querystring },
        response: { 200: personOut, ...unchanged, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id, version, value } = await readDurably(gateway, reply, (snapshot) =>
        mustFindPerson(snapshot, request.params.id),
      );
      if (isKnown(request, reply, version)) return reply.code(304).send();
      return { id, version, ...value };
    },
  );

  app.put(
    "/api/people/:id",
    {
      schema: {
        ...{ tags, params, body: personRequest },
        response: { 200: personOut, 201: personOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const access = accessOf(request);
      checkOwn(access, id);
      const now = gateway.state.clock.wallMs();
      const correlation = `person-${id}-${gateway.state.newId()}`;
      // Whole days and floating times of their calendar are in the zone that they live in.
      const onReplaced = (tx: Transaction, before: Person) => {
        if (before.zone === request.body.zone || !getDocument(tx, CALENDARS, id)) return;
        requestReading(tx, id, { now, correlation });
      };
      const target = { collection: PEOPLE, id, value: request.body, access };
      const saved = await replaceDocument(gateway, request, reply, {
        ...{ ...target, onReplaced, correlation },
        refusal: (tx) => {
          const erased = erasedPerson(tx, id);
          return erased && personErased(erased);
        },
      });
      reply.code(saved.created ? 201 : 200).header("ETag", entityTag(saved.version));
      return { id, version: saved.version, ...request.body };
    },
  );

  app.delete(
    "/api/people/:id",
    { schema: { tags, params, response: { 204: z.undefined(), ...otherwiseProblem } } },
    async (request, reply) => {
      const { id } = request.params;
      checkOwn(accessOf(request), id);
      await erasePerson(gateway, request, reply, id);
      return reply.code(204).send();
    },
  );

  app.get(
    "/api/people/:id/busy",
    {
      schema: {
        ...{ tags, params, querystring: z.strictObject({ ...windowQuery, ...asOfQuery }) },
        response: { 200: busyOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      return readDurably(gateway, reply, async (snapshot, { now }) => {
        const window = readWindow(request.query, { now, daysMax: BUSY_DAYS_MAX });
        const { id } = await mustFindPerson(snapshot, request.params.id);
        const withSummaries = isOwn(accessOf(request), id);
        return readBusyOut(snapshot, id, window, { withSummaries });
      });
    },
  );
}

/** @throws Problem `not-found`, `person-erased` */
export async function mustFindPerson(snapshot: Snapshot, id: string) {
  const found = await readDocument<Person>(snapshot, PEOPLE, id);
  if (found) return found;
  const erased = await readErasedPerson(snapshot, id);
  throw erased ? personErased(erased) : notFound("person", id);
}

/** @throws Problem `not-yours`: neither the person themself nor an admin is calling */
export function checkOwn(access: Access, person: string): void {
  if (!isOwn(access, person)) throw new Problem("not-yours");
}

function isOwn(access: Access, person: string): boolean {
  return access.person === person || mayAct(access, "admin");
}
