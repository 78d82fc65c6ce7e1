/**
 * `/api/audit`: who changed what, when and why; and who tried what they may not.
 *
 * The answer is a page. It may be short, or empty, and still not be the last: so many commits are
 * looked at for one page, and `nextPage` says where to go on. Commits that are no longer retained
 * cannot be told of, and `retainedFrom` says so.
 */

import { auditOut, auditQuery, violationsOut, violationsQuery } from "@holdfast/api";
import {
  type AuditEntry,
  type AuditedChange,
  type AuditQuery,
  type RecordedViolation,
  readViolations,
} from "@holdfast/shared-state";
import type { z } from "zod";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { readDurably, speakOf } from "./durably.ts";
import { toInstantOut } from "./instants.ts";
import { aboutMeeting } from "./meeting-audit.ts";
import { auditedKey, isAuditedValue } from "./public-keys.ts";

/** A page costs no more than looking at so many commits. */
const LOOKED_AT_MAX = 50_000;

type Asked = z.infer<typeof auditQuery>;

const config = { needs: "admin" } as const;
const tags = ["audit"];

export function addAuditRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/audit",
    {
      config,
      schema: { tags, querystring: auditQuery, response: { 200: auditOut, ...otherwiseProblem } },
    },
    async (request, reply) => {
      const audited = await gateway.state.audit.query(toQuery(request.query));
      await speakOf(gateway, reply, audited.head);
      const { entries, head, next: nextPage, retainedFrom } = audited;
      return { entries: entries.map(toEntryOut), head, nextPage, retainedFrom };
    },
  );

  app.get(
    "/api/audit/violations",
    {
      config,
      schema: {
        ...{ tags, querystring: violationsQuery },
        response: { 200: violationsOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const violations = await readDurably(gateway, reply, (snapshot) =>
        readViolations(snapshot, request.query),
      );
      return { violations: violations.map(toViolationOut) };
    },
  );
}

function toQuery(asked: Asked): AuditQuery {
  const { actor, process, cause, correlation, meeting, order, page, after, values } = asked;
  const newestFirst = order === "newest";
  const position = newestFirst ? { after, before: page } : { after: page ?? after };
  return defined({
    ...{ actor, process, cause, correlation, newestFirst, ...position },
    key: asked.key?.split(","),
    from: asked.from === undefined ? undefined : Date.parse(asked.from),
    to: asked.to === undefined ? undefined : Date.parse(asked.to),
    matches: meeting === undefined ? undefined : aboutMeeting(meeting),
    ...{ limit: asked.limit, lookAtMax: LOOKED_AT_MAX, withValues: values },
  });
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function defined<T extends object>(options: T): Defined<T> {
  const entries = Object.entries(options).filter(([, option]) => option !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}

function toEntryOut({ revision, at, keys, changes, ...note }: AuditEntry) {
  return {
    ...{ revision, at: toInstantOut(at), ...note, keys: keys.map(auditedKey) },
    ...(changes && { changes: changes.map(toChangeOut) }),
  };
}

function toChangeOut({ key, ...values }: AuditedChange) {
  const told = auditedKey(key);
  return isAuditedValue(key) ? { key: told, ...values } : { key: told, hidden: true };
}

function toViolationOut({ key, firstAt, lastAt, ...violation }: RecordedViolation) {
  return {
    ...violation,
    ...(key && { key: auditedKey(key) }),
    ...{ firstAt: toInstantOut(firstAt), lastAt: toInstantOut(lastAt) },
  };
}
