/**
 * A batch: the commits of one write transaction, as the log keeps them. This *is* the commit; the tree
 * of keys follows it when there is time (see `settling.ts`).
 *
 *     {"commits":[{"at":…,"note":{…},"changes":[[key,0,12],[key,41]]}]}   the header
 *     {"name":"Ada"}…                                                     every value, one after the other
 *
 * Of each change the header says which commit had put what was there before, and how long the new
 * value is. So a feed can tell from the header alone whether a commit
 * concerns it, and a value that nobody wants is never parsed.
 */

import {
  type CommitNote,
  type EncodedKey,
  encodeKey,
  type Key,
  type LeaseId,
  type Revision,
  type StoredValue,
} from "@holdfast/shared-state/engine";

/** What a commit did to one key. */
export interface LoggedChange {
  readonly key: Key;
  readonly encoded: EncodedKey;
  /** Which commit had put what was there before; 0: nothing was. */
  readonly before: Revision;
  /** Undefined: deleted. */
  readonly stored: StoredValue | undefined;
  /** Wall time at which what was there before had lapsed with its lease, if it had. */
  readonly lapsedAt?: number;
}

export interface LoggedCommit {
  readonly revision: Revision;
  readonly at: number;
  readonly note: CommitNote;
  /** In key order. */
  readonly changes: readonly LoggedChange[];
}

export interface Batch {
  readonly first: Revision;
  readonly last: Revision;
  readonly commits: readonly LoggedCommit[];
}

/** No length: deleted. */
type WrittenChange = readonly [
  key: Key,
  before: Revision,
  length?: number | null,
  lease?: LeaseId | null,
  lapsedAt?: number,
];

interface WrittenCommit {
  readonly at: number;
  readonly note: CommitNote;
  readonly changes: readonly WrittenChange[];
}

export function writeBatch(commits: readonly LoggedCommit[]): string {
  const values: string[] = [];
  const written = commits.map(({ at, note, changes }): WrittenCommit => {
    const lines = changes.map((change) => {
      if (change.stored) values.push(change.stored.json);
      return writeChange(change);
    });
    return { at, note, changes: lines };
  });
  return `${JSON.stringify({ commits: written })}\n${values.join("")}`;
}

export function readBatch(first: Revision, text: string): Batch {
  // JSON escapes the newlines inside of strings.
  let position = text.indexOf("\n") + 1;
  const header = JSON.parse(text.slice(0, position)) as { commits: WrittenCommit[] };
  const commits = header.commits.map(({ changes, ...rest }, index): LoggedCommit => {
    const read = changes.map(([key, before, length = null, lease, lapsedAt]): LoggedChange => {
      const lapsed = lapsedAt === undefined ? {} : { lapsedAt };
      const change = { key, encoded: encodeKey(key), before, ...lapsed };
      if (length === null) return { ...change, stored: undefined };
      const json = text.slice(position, position + length);
      position += length;
      return { ...change, stored: lease ? { json, lease } : { json } };
    });
    return { revision: first + index, ...rest, changes: read };
  });
  return { first, last: first + commits.length - 1, commits };
}

function writeChange({ key, before, stored, lapsedAt }: LoggedChange): WrittenChange {
  const length = stored ? stored.json.length : null;
  if (lapsedAt !== undefined) return [key, before, length, stored?.lease ?? null, lapsedAt];
  if (stored?.lease !== undefined) return [key, before, length, stored.lease];
  return stored ? [key, before, length] : [key, before];
}
