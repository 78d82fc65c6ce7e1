/** `/api/audit`: who changed what, when and why; and who tried what they may not. */

import { identifier } from "@holdfast/scheduling";
import { z } from "zod";
import { commitFields, keyOut } from "./commits.ts";
import { instantOut } from "./instants.ts";
import type { Told } from "./told.ts";

const LIMIT_MAX = 500;

const text = z.string().min(1).max(300).optional();
const instant = z.iso.datetime({ offset: true }).optional();
const revision = z.coerce.number().int().min(0);
const limit = z.coerce.number().int().min(1).max(LIMIT_MAX).default(100);

export const auditQuery = z.strictObject({
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

export const violationsQuery = z.strictObject({ limit });

const value = z.unknown().optional();

/** A commit, as it is remembered. */
const entryOut = z.object({
  ...commitFields,
  keys: z.array(keyOut),
  changes: z
    .array(
      z.object({
        ...{ key: keyOut, before: value, after: value },
        hidden: z.boolean().optional().describe("The values are nobody's business"),
        beforeForgotten: z.boolean().optional().describe("It is no longer retained"),
      }),
    )
    .optional(),
});

export const auditOut = z.object({
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
  key: keyOut.optional(),
  route: z.string().optional(),
  needs: z.string().optional(),
  cause: z.string().optional(),
  correlation: z.string().optional(),
  count: z.int(),
  firstAt: instantOut,
  lastAt: instantOut,
});

export const violationsOut = z.object({ violations: z.array(violationOut) });

export type Audit = Told<typeof auditOut>;
export type AuditEntry = Audit["entries"][number];
export type Violations = Told<typeof violationsOut>;
