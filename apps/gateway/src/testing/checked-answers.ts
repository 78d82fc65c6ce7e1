/**
 * Every answer that a test gets from the gateway, as it arrives, is held against the schema from which
 * its readers' types are made (`@holdfast/api`), or, when it was refused, against that of problems.
 */

import { channel } from "node:diagnostics_channel";
import { commitOut, gapOut, refusalOut } from "@holdfast/api";
import type { FastifyReply, FastifyRequest, LightMyRequestResponse } from "fastify";
import { z } from "zod";
import { strictly } from "./strictly.ts";

interface Handled {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const PROBLEM = strictly(z.object(refusalOut.shape));
/** By their names. */
const EVENTS = new Map([
  ["commit", strictly(commitOut)],
  ["gap", strictly(gapOut)],
]);

/** By the raw response, which whoever injects a request gets, too. */
const requests = new WeakMap<object, FastifyRequest>();
channel("tracing:fastify.request.handler:start").subscribe((message) => {
  const { request, reply } = message as Handled;
  requests.set(reply.raw, request);
});

/** @throws when it says less or more than its schema */
export function checkAnswer(response: LightMyRequestResponse): void {
  const { statusCode: status, headers, raw } = response;
  const type = String(headers["content-type"]);
  const request = requests.get(raw.res);
  const { url = "before its handler", method = "", schema } = request?.routeOptions ?? {};
  if (schema?.hide || !/^application\/(problem\+)?json/.test(type)) return;
  const responses = (schema?.response ?? {}) as Record<number, z.ZodType>;
  const told = type.includes("problem")
    ? PROBLEM
    : responses[status] && strictly(responses[status]);
  const where = `${method} ${url}, ${status}`;
  if (!told) throw new Error(`${where}: the answer has no schema.`);
  const { error } = told.safeParse(response.json());
  if (error) throw new Error(`${where} is not as described:\n${z.prettifyError(error)}`);
}

/** Of `/api/changes`. @throws when it says less or more than its schema */
export function checkEvent({ event, data }: { event?: string; data?: unknown }): void {
  if (event === undefined) return;
  const schema = EVENTS.get(event);
  if (!schema) throw new Error(`The event ${event} has no schema.`);
  schema.parse(data);
}
