/**
 * A read of a version that was never written: its commit is there, whole, and has nothing to do with the
 * key. Only keys named as the store names them (`/room/turing`) are compared with a commit's.
 */

import type { Transaction } from "./transactions.ts";

export interface UnwrittenRead {
  readonly writer: Transaction;
  readonly reader: Transaction;
  readonly key: string;
}

export function unwrittenRead(transactions: readonly Transaction[]): UnwrittenRead | undefined {
  const readers = transactions.filter(
    ({ outcome, reads }) => outcome !== "aborted" && reads.length > 0,
  );
  if (readers.length === 0) return undefined;
  const recorded = new Map<number, Transaction>();
  for (const transaction of transactions) {
    const isRecorded = transaction.entries.some(({ kind }) => kind === "commit");
    if (isRecorded) recorded.set(transaction.revision!, transaction);
  }
  for (const reader of readers) {
    for (const { key, revision } of reader.reads) {
      const writer = recorded.get(revision);
      if (!writer || !key.startsWith("/")) continue;
      if (!writer.writes.some((write) => write.key === key)) return { writer, reader, key };
    }
  }
  return undefined;
}
