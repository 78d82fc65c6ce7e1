/** `/api/rooms`: what can be booked, and each room's diary. */

import { asOfQuery, diaryOut, roomOut, roomRequest, roomsOut, windowQuery } from "@holdfast/api";
import { identifier, ROOMS, type Room, roomResource } from "@holdfast/scheduling";
import { type Document, listDocuments, readDocument, type Snapshot } from "@holdfast/shared-state";
import { z } from "zod";
import { type App, type Gateway, otherwiseProblem, unchanged } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { describeDiary, readEntries } from "./diary.ts";
import { readDurably } from "./durably.ts";
import { readWindow } from "./instants.ts";
import { notFound } from "./problems.ts";
import { replaceDocument } from "./replacing.ts";
import { underRoomLock } from "./room-lock.ts";
import { entityTag, isKnown } from "./versions.ts";

const DIARY_DAYS_MAX = 62;

const params = z.object({ id: identifier });
const querystring = z.strictObject(asOfQuery);
const tags = ["rooms"];

export function addRoomRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/rooms",
    {
      schema: {
        ...{ tags, querystring },
        response: { 200: roomsOut, ...otherwiseProblem },
      },
    },
    async (_request, reply) => {
      const rooms = await readDurably(gateway, reply, (snapshot) =>
        listDocuments<Room>(snapshot, ROOMS),
      );
      return { rooms: rooms.map(({ id, version, value }) => ({ id, version, ...value })) };
    },
  );

  app.get(
    "/api/rooms/:id",
    {
      schema: {
        ...{ tags, params, querystring },
        response: { 200: roomOut, ...unchanged, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id, version, value } = await readDurably(gateway, reply, (snapshot) =>
        mustFindRoom(snapshot, request.params.id),
      );
      if (isKnown(request, reply, version)) return reply.code(304).send();
      return { id, version, ...value };
    },
  );

  app.put(
    "/api/rooms/:id",
    {
      config: { needs: "admin" },
      schema: {
        ...{ tags, params, body: roomRequest },
        response: { 200: roomOut, 201: roomOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const target = { collection: ROOMS, id: request.params.id, value: request.body };
      const access = accessOf(request);
      const saved = await underRoomLock(gateway, { room: target.id, access }, (locked) =>
        replaceDocument(locked, request, reply, { ...target, access }),
      );
      reply.code(saved.created ? 201 : 200).header("ETag", entityTag(saved.version));
      return { id: request.params.id, version: saved.version, ...request.body };
    },
  );

  app.get(
    "/api/rooms/:id/diary",
    {
      schema: {
        ...{ tags, params, querystring: z.strictObject({ ...windowQuery, ...asOfQuery }) },
        response: { 200: diaryOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      return readDurably(gateway, reply, async (snapshot, view) => {
        const window = readWindow(request.query, { now: view.now, daysMax: DIARY_DAYS_MAX });
        const { id } = await mustFindRoom(snapshot, request.params.id);
        const slot = { resource: roomResource(id), ...window };
        const entries = await readEntries(gateway, request, { snapshot, slot });
        return describeDiary(snapshot, slot, entries, view);
      });
    },
  );
}

/** @throws Problem `not-found` */
export async function mustFindRoom(snapshot: Snapshot, id: string): Promise<Document<Room>> {
  const found = await readDocument<Room>(snapshot, ROOMS, id);
  if (!found) throw notFound("room", id);
  return found;
}
