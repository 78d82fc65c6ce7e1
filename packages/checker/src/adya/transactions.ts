/**
 * The transactions of a history: what each read, which version, and what it wrote.
 *
 * They come from two places. An operation named `transaction` says what it read and wrote, in its
 * output or its input:
 *
 *     { reads: [{ key, revision, nth? }], writes: [{ key, before? }], revision }
 *
 * and a commit of the store says what was written, and over which version; also what had been read, if its
 * process has recorded that. Of an operation whose commit is in the history, the commit's word counts for
 * what it wrote. A version is named by the revision of
 * the transaction that wrote it; 0: there was nothing.
 */

import type { History, HistoryEntry, Operation, StoreCommit } from "../history.ts";
import { nameOfKey } from "../store/store-keys.ts";

export interface Transaction {
  /** For people. */
  readonly name: string;
  readonly entries: readonly HistoryEntry[];
  /** An unknown one counts as committed as soon as anybody has read from it. */
  readonly outcome: "committed" | "aborted" | "unknown";
  /** Of what it wrote; of one that only reads, of the snapshot that it read, if that is known. */
  readonly revision?: number;
  readonly reads: readonly Read[];
  readonly writes: readonly Write[];
}

export interface Read {
  readonly key: string;
  readonly revision: number;
  /** Of the writes of that transaction to the key, which one was read, from 1; left out: the last. */
  readonly nth?: number;
}

export interface Write {
  readonly key: string;
  /** Which version was there before, if the store says so. */
  readonly before?: number;
  readonly deletes?: boolean;
}

const NOTHING = {};

export const TRANSACTION = "transaction";

const OUTCOMES = {
  ok: "committed",
  refused: "aborted",
  failed: "aborted",
  unknown: "unknown",
} as const;

export function transactionsOf(history: History): Transaction[] {
  const commits = new Map<number, StoreCommit>();
  for (const entry of history) if (entry.kind === "commit") commits.set(entry.revision, entry);
  const transactions: Transaction[] = [];
  for (const entry of history) {
    if (entry.kind !== "operation" || entry.name !== TRANSACTION) continue;
    const transaction = ofOperation(entry);
    const { revision, writes, outcome } = transaction;
    if (outcome === "unknown" && revision === undefined) continue; // Nobody knows what it did.
    const commit =
      revision === undefined || writes.length === 0 ? undefined : commits.get(revision);
    if (commit) commits.delete(commit.revision);
    transactions.push(commit ? madeBy(transaction, commit) : transaction);
  }
  for (const commit of commits.values()) transactions.push(ofCommit(commit));
  return withoutUnseen(transactions);
}

/** Called a million times: no object is copied that need not be. */
function ofOperation(operation: Operation): Transaction {
  const output = asRecord(operation.output);
  const input = asRecord(operation.input);
  const revision = output.revision ?? operation.revision ?? input.revision;
  const transaction = {
    name: operation.id,
    entries: [operation],
    outcome: OUTCOMES[operation.outcome],
    reads: asReads(output.reads ?? input.reads),
    writes: asWrites(output.writes ?? input.writes),
  };
  return typeof revision === "number" ? Object.assign(transaction, { revision }) : transaction;
}

/** A commit has each key once; how often it was written to, only the operation says. */
function madeBy(
  { name, entries, reads, writes: said, revision }: Transaction,
  commit: StoreCommit,
): Transaction {
  const writes = writesOf(commit).flatMap((write) => {
    const each = said.flatMap(({ key }) => (key === write.key ? [write] : []));
    return each.length > 1 ? each : [write];
  });
  const made = {
    name,
    reads: [...reads, ...readsOf(commit)],
    entries: [...entries, commit],
    writes,
  };
  return { ...made, outcome: "committed", revision: revision! };
}

/**
 * Without the unknown ones of which nothing shows that they happened: a version that nobody has read,
 * nor written over, may never have been there.
 */
function withoutUnseen(transactions: Transaction[]): Transaction[] {
  if (!transactions.some(({ outcome }) => outcome === "unknown")) return transactions;
  const unknown = new Map<number, Transaction>();
  for (const each of transactions) {
    if (each.outcome === "unknown") unknown.set(each.revision!, each);
  }
  const seen = new Set<Transaction>();
  const left = transactions.filter(({ outcome }) => outcome === "committed");
  for (let next = left.pop(); next; next = left.pop()) {
    for (const { key, revision } of versionsKnownTo(next)) {
      const writer = unknown.get(revision);
      if (!writer?.writes.some((write) => write.key === key) || seen.has(writer)) continue;
      seen.add(writer);
      left.push(writer);
    }
  }
  return transactions.filter((each) => each.outcome !== "unknown" || seen.has(each));
}

function versionsKnownTo({ reads, writes }: Transaction): readonly Read[] {
  const replaced = writes.flatMap(({ key, before }) =>
    before === undefined ? [] : [{ key, revision: before }],
  );
  return [...reads, ...replaced];
}

function ofCommit(commit: StoreCommit): Transaction {
  const { revision } = commit;
  const common = { outcome: "committed", reads: readsOf(commit), revision } as const;
  return {
    ...common,
    name: `revision ${revision}`,
    entries: [commit],
    writes: writesOf(commit),
  };
}

function readsOf({ reads = [] }: StoreCommit): Read[] {
  return reads.map(({ key, revision }) => ({ key: nameOfKey(key), revision }));
}

function writesOf({ changes }: StoreCommit): Write[] {
  return changes.map(({ key, before, value }) => {
    return { key: nameOfKey(key), before, deletes: value === undefined };
  });
}

function asReads(value: unknown): readonly Read[] {
  if (!Array.isArray(value)) return [];
  return value.every(isRead) ? value : value.map(toRead);
}

function asWrites(value: unknown): readonly Write[] {
  if (!Array.isArray(value)) return [];
  return value.every(isWrite) ? value : value.map(toWrite);
}

/** As it is needed already, its key a text. */
function isRead(read: unknown): read is Read {
  const { key, revision } = asRecord(read);
  return typeof key === "string" && typeof revision === "number";
}

function isWrite(write: unknown): write is Write {
  return typeof asRecord(write).key === "string";
}

function toRead(read: unknown): Read {
  const { key, revision, nth } = asRecord(read);
  return {
    ...{ key: toKeyName(key), revision: Number(revision) },
    ...(typeof nth === "number" && { nth }),
  };
}

function toWrite(write: unknown): Write {
  const { key, before, deletes } = asRecord(write);
  return {
    ...{ key: toKeyName(key), deletes: deletes === true },
    ...(typeof before === "number" && { before }),
  };
}

function toKeyName(key: unknown): string {
  return Array.isArray(key) ? nameOfKey(key as (string | number)[]) : String(key);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : NOTHING;
}
