/**
 * `?asOf=`: the state as it was at a time or a revision, instead of as it is.
 *
 *     ?asOf=2026-11-16T09:00Z                         an instant, or one with an offset
 *     ?asOf=2026-11-16T10:00+01:00[Europe/Berlin]     with a zone, as RFC 9557 writes it
 *     ?asOf=@4711                                     a revision, as Holdfast-Revision said it
 *
 * The reply says which moment it is of: `Holdfast-Revision`, and `Holdfast-As-Of`, its wall time. Only
 * endpoints that read the state offer it; everywhere else it is refused, never overlooked: nobody
 * shall take the present for the past.
 */

import { isZone, localToInstant, offsetMs, parseInstant } from "@holdfast/scheduling";
import type { EventsAsOf, Moment, Snapshot } from "@holdfast/shared-state";
import { isHoldfastError } from "@holdfast/shared-state";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { App, Gateway } from "./app.ts";
import { readAtLeast } from "./at-least.ts";
import { inQuery, toInstantOut } from "./instants.ts";
import { invalid, Problem } from "./problems.ts";

export const AS_OF_HEADER = "Holdfast-As-Of";

/** What a reader has to know beside the snapshot. */
export interface View {
  /** The wall time that the reply is of. */
  readonly now: number;
  /** Of an earlier moment: how long a hold would still have lived is not known. */
  readonly isPast: boolean;
  /** Only events are still there from that time; the snapshot is of the present. */
  readonly eventsAsOf?: EventsAsOf;
}

export interface Opened {
  readonly snapshot: Snapshot;
  readonly view: View;
}

/** @throws Problem `request-invalid` where the endpoint does not offer it */
export function addAsOf(app: App): void {
  app.addHook("preValidation", async ({ query, routeOptions }) => {
    if (!isObject(query) || !("asOf" in query)) return;
    const { querystring } = (routeOptions.schema ?? {}) as { querystring?: unknown };
    if (querystring instanceof z.ZodObject && "asOf" in querystring.shape) return;
    throw refuse("is not offered here: this endpoint acts on, or foresees, the present");
  });
}

/** Undefined: the present. @throws Problem `request-invalid` */
export function askedMoment({ query }: FastifyRequest): Moment | undefined {
  const { asOf } = isObject(query) ? query : {};
  return typeof asOf === "string" ? readMoment(inQuery(asOf)) : undefined;
}

/**
 * @param fromEvents what is asked for is folded from events alone, which are kept for good
 * @throws Problem `moment-in-the-future`, `moment-not-retained`, `request-invalid`
 */
export async function openMoment(
  gateway: Gateway,
  request: FastifyRequest,
  moment: Moment,
  { fromEvents }: { fromEvents: boolean },
): Promise<Opened> {
  await mustHaveBeen(gateway, moment);
  const { engine } = gateway.state;
  try {
    const snapshot = await engine.snapshot(moment);
    const now = "time" in moment ? moment.time : snapshot.at;
    mustNotPrecede(snapshot, readAtLeast(request));
    return { snapshot, view: { now, isPast: true } };
  } catch (error) {
    if (!isHoldfastError(error, "revision-not-retained")) throw error;
    if (!fromEvents || !("time" in moment)) throw await notRetained(gateway);
    const view = { now: moment.time, isPast: true, eventsAsOf: moment };
    return { snapshot: await engine.snapshot(), view };
  }
}

function readMoment(written: string): Moment {
  const revision = /^@(\d{1,15})$/.exec(written)?.[1];
  if (revision !== undefined) return { revision: Number(revision) };
  return { time: readZonedTime(written) };
}

const ZONED = /^([^[\]]+)(?:\[!?([A-Za-z][\w./+-]*)\])?$/;

/** A time that clocks show twice needs its offset; one that they skip is none. */
function readZonedTime(written: string): number {
  const [, time = "", zone] = ZONED.exec(written) ?? [];
  const instant = parseInstant(time);
  if (zone === undefined) {
    if (instant !== undefined) return instant;
    throw refuse("must be a time with its offset, as 2026-11-16T09:00Z, or a revision, as @4711");
  }
  if (!isZone(zone)) throw refuse(`names no zone that is known: ${zone}`);
  if (instant === undefined) return readLocalTime(time, zone);
  // Z says that nobody knows the local time; an offset has to be the zone's (RFC 9557, 2.2 and 3.4).
  const wall = parseInstant(time.replace(/[+-]\d\d:\d\d$/, "Z"));
  if (time.endsWith("Z") || wall === instant + offsetMs(instant, zone)) return instant;
  throw refuse(`has an offset that clocks in ${zone} do not have then`);
}

function readLocalTime(time: string, zone: string): number {
  const local = localToInstant(time, zone);
  if (!local.ok) throw refuse(`is no time in ${zone}`);
  if (local.ambiguous) throw refuse(`is there twice in ${zone}: say the offset, too`);
  return local.instant;
}

/**
 * A commit that followed a leap of the wall clock backwards has a time that is still to come; it has
 * happened all the same.
 */
async function mustHaveBeen({ state }: Gateway, moment: Moment): Promise<void> {
  if ("time" in moment && moment.time <= state.clock.wallMs()) return;
  const present = await state.engine.snapshot();
  present.close();
  const isThere =
    "time" in moment ? moment.time <= present.at : moment.revision <= present.revision;
  if (isThere) return;
  const { revision } = present;
  throw new Problem("moment-in-the-future", { members: { revision } });
}

function mustNotPrecede(snapshot: Snapshot, atLeast: number | undefined): void {
  if (atLeast === undefined || atLeast <= snapshot.revision) return;
  snapshot.close();
  throw refuse(`is revision ${snapshot.revision}, before the ${atLeast} of Holdfast-At-Least`);
}

async function notRetained({ state }: Gateway): Promise<Problem> {
  const { revision, at } = await state.retainedSince();
  const since = toInstantOut(at);
  return new Problem("moment-not-retained", {
    detail: `The past is retained from revision ${revision} on, which is of ${since}.`,
    members: { retainedSince: { revision, at: since } },
  });
}

function refuse(message: string): Problem {
  return invalid({ field: "asOf", message });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
