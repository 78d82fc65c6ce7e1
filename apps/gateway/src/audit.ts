/**
 * `/api/audit`: who changed what, when and why; and who tried what they may not.
 *
 * The answer is a page. It may be short, or empty, and still not be the last: so many commits are
 * looked at for one page, and `nextPage` says where to go on. Commits that are no longer retained
 * cannot be told of, and `retainedFrom` says so.
 */

import { identifier } from "@holdfast/scheduling";
import {
  type AuditEntry,
  type AuditedChange,
  type AuditQuery,
  type RecordedViolation,
  readViolations,
} from "@holdfast/shared-state";
import { z } from "zod";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { readDurably, speakOf } from "./durably.ts";
import { instantOut, toInstantOut } from "./instants.ts";
import { aboutMeeting } from "./meeting-audit.ts";
import { auditedKey, isAuditedValue } from "./public-keys.ts";

const LIMIT_MAX = 500;
/** A page costs no more than looking at so many commits. */
const LOOKED_AT_MAX = 50_000;

const text = z.string().min(1).max(300).optional();
const instant = z.iso.datetime({ offset: true }).optional();
const revision = z.coerce.number().int().min(0);
const limit = z.coerce.number().int().min(1).max(LIMIT_MAX).default(100);

const querystring = z.strictObject({
  key: text.describe("Only keys that begin with these parts, as document,room"),
  actor: text.describe("The person or agent, as person/ada or room-agent/1"),
  process: text.describe("The process that did it, as gateway/1"),
  cause: text,
  correlation: text.describe("Everything that belongs to one request, across processes"),
  meeting: identifier.optional().describe("Everything about one meeting"),
  from: instant.describe("An instant, as 2026-11-23T09:00:00Z"),
  to: instant,
  after: revision.optional().describe("Only later revisions than this one"),
  order: z.enum(["newest", "oldest"]).default("newest").describe("Which comes first"),
  values: z.stringbool().default(false).describe("Also what stood there before and after"),
  limit,
  page: revision.optional().describe("The nextPage of the page before"),
});

type Asked = z.infer<typeof querystring>;

const key = z.array(z.union([z.string(), z.number()]));
const value = z.unknown().optional();

const entryOut = z.object({
  revision: z.int(),
  at: instantOut,
  actor: z.string().optional(),
  process: z.string().optional(),
  cause: z.string().optional(),
  correlation: z.string().optional(),
  keys: z.array(key),
  changes: z
    .array(
      z.object({
        ...{ key, before: value, after: value },
        hidden: z.boolean().optional().describe("The values are nobody's business"),
        beforeForgotten: z.boolean().optional().describe("It is no longer retained"),
      }),
    )
    .optional(),
});

const auditOut = z.object({
  entries: z.array(entryOut),
  head: z.int().describe("The latest revision when this was looked up"),
  nextPage: z.int().optional(),
  retainedFrom: z.int().optional().describe("Earlier commits than this are no longer known"),
});

const violationOut = z.object({
  id: z.int(),
  code: z.string(),
  actor: z.string(),
  role: z.string(),
  process: z.string(),
  key: key.optional(),
  route: z.string().optional(),
  needs: z.string().optional(),
  cause: z.string().optional(),
  correlation: z.string().optional(),
  count: z.int(),
  firstAt: instantOut,
  lastAt: instantOut,
});

const config = { needs: "admin" } as const;
const tags = ["audit"];

export function addAuditRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/audit",
    { config, schema: { tags, querystring, response: { 200: auditOut, ...otherwiseProblem } } },
    async (request, reply) => {
      const audited = await gateway.state.audit.query(toQuery(request.query));
      await speakOf(gateway, reply, audited.head);
      const { entries, head, next: nextPage, retainedFrom } = audited;
      return { entries: entries.map(toEntryOut), head, nextPage, retainedFrom };
    },
  );

  const violationsOut = z.object({ violations: z.array(violationOut) });
  app.get(
    "/api/audit/violations",
    {
      config,
      schema: {
        ...{ tags, querystring: z.strictObject({ limit }) },
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
