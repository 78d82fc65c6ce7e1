/**
 * Is a line of a history what it says it is? One shape a kind; that each fits its type in `history.ts`,
 * the compiler sees. Members that nobody knows are left alone.
 */

import { z } from "zod";
import { HISTORY_FORMAT, type HistoryEntry } from "./history.ts";

/** JSON leaves out what is undefined. */
type AsWritten<Entry> = Entry extends HistoryEntry
  ? Omit<Entry, "input" | "shows" | "folds"> & Partial<Entry>
  : never;

const anything = z.unknown().optional();
const whole = z.int();
const key = z.array(z.union([z.string(), z.number()]));

const run = z.object({
  kind: z.literal("run"),
  format: z.literal(HISTORY_FORMAT),
  scenario: z.string(),
  seed: z.number(),
  startedAt: z.number(),
  system: z.string(),
  dial: z.record(z.string(), z.string()).optional(),
});

const operation = z
  .object({
    kind: z.literal("operation"),
    id: z.string(),
    process: z.string(),
    name: z.string(),
    key: z.string(),
    input: anything,
    invokedMs: z.number(),
    completedMs: z.number().optional(),
    outcome: z.enum(["ok", "refused", "failed", "unknown"]),
    output: anything,
    revision: whole.optional(),
  })
  .refine(({ invokedMs, completedMs = invokedMs }) => invokedMs <= completedMs, {
    path: ["completedMs"],
    message: "it is before invokedMs",
  });

const fault = z.object({
  kind: z.literal("fault"),
  id: z.string(),
  fault: z.string(),
  target: z.string(),
  pid: whole.optional(),
  phase: z.enum(["announced", "struck", "healed"]),
  atMs: z.number(),
  detail: z.string().optional(),
  revision: whole.optional(),
});

const change = z.object({
  key,
  before: whole,
  value: anything,
  lease: z.string().optional(),
  lapsedAt: z.number().optional(),
});

const commit = z.object({
  kind: z.literal("commit"),
  revision: whole,
  at: z.number(),
  actor: z.string().optional(),
  process: z.string().optional(),
  cause: z.string().optional(),
  correlation: z.string().optional(),
  changes: z.array(change),
  reads: z.array(z.object({ key, revision: whole })).optional(),
});

const seen = z.object({
  kind: z.literal("seen"),
  watcher: z.string(),
  prefix: key,
  after: whole,
  revision: whole,
  atMs: z.number(),
});

const watchClosed = z.object({
  kind: z.literal("watch-closed"),
  watcher: z.string(),
  prefix: key,
  after: whole,
  revision: whole,
  atMs: z.number(),
});

const mail = z.object({
  kind: z.literal("mail"),
  messageId: z.string(),
  method: z.enum(["REQUEST", "CANCEL"]),
  meeting: z.string(),
  recipient: z.string(),
  sequence: whole,
  atMs: z.number(),
});

const view = z.object({
  kind: z.literal("view"),
  projection: z.string(),
  operation: z.string().optional(),
  revision: whole,
  shows: anything,
  folds: anything,
});

const end = z.object({
  kind: z.literal("end"),
  atMs: z.number(),
  outcome: z.enum(["finished", "stuck"]),
  unfinished: z.array(z.string()).optional(),
});

const entry = z.discriminatedUnion("kind", [
  run,
  operation,
  fault,
  commit,
  seen,
  watchClosed,
  mail,
  view,
  end,
]) satisfies z.ZodType<AsWritten<HistoryEntry>>;

/** What is wrong with an entry, and where in it; of the whole of it, the field is empty. */
export interface BadField {
  readonly field: string;
  readonly problem: string;
}

/** Undefined: it is an entry. */
export function badField(value: unknown): BadField | undefined {
  const { error } = entry.safeParse(value);
  const [issue] = error?.issues ?? [];
  return issue && { field: fieldOf(issue.path), problem: issue.message };
}

/** For example `changes[0].key`. */
function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((field, part) => {
    if (typeof part === "number") return `${field}[${part}]`;
    return field === "" ? String(part) : `${field}.${String(part)}`;
  }, "");
}
