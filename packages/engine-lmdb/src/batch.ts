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
  const { written, valuesFrom } = readHeader(text);
  let position = valuesFrom;
  const commits = written.map(({ changes, ...rest }, index): LoggedCommit => {
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

/** A batch of which only the header is read: for whoever looks for one commit, or one value, in it. */
export class BatchHeader {
  readonly first: Revision;
  readonly last: Revision;
  readonly #text: string;
  readonly #commits: readonly WrittenCommit[];
  readonly #valuesFrom: number;

  constructor(first: Revision, text: string) {
    const { written, valuesFrom } = readHeader(text);
    this.first = first;
    this.last = first + written.length - 1;
    this.#text = text;
    this.#commits = written;
    this.#valuesFrom = valuesFrom;
  }

  /** The wall time of one of its commits. */
  timeOf(revision: Revision): number {
    return this.#commits[revision - this.first]!.at;
  }

  /** The last of its commits at or before the time; undefined: all are later. */
  lastUntil(time: number): Revision | undefined {
    const index = this.#commits.findLastIndex(({ at }) => at <= time);
    return index === -1 ? undefined : this.first + index;
  }

  /** What one of its commits put there; undefined: nothing, or it has been erased. */
  valueAt(revision: Revision, key: EncodedKey): string | undefined {
    const index = revision - this.first;
    let position = this.#valuesFrom;
    for (const { changes } of this.#commits.slice(0, index)) {
      for (const [, , length] of changes) position += length ?? 0;
    }
    for (const [written, , length] of this.#commits[index]!.changes) {
      const isIt = encodeKey(written) === key;
      if (isIt && typeof length === "number") return this.#text.slice(position, position + length);
      position += length ?? 0;
    }
    return undefined;
  }
}

function readHeader(text: string): { written: WrittenCommit[]; valuesFrom: number } {
  // JSON escapes the newlines inside of strings.
  const valuesFrom = text.indexOf("\n") + 1;
  const header = JSON.parse(text.slice(0, valuesFrom)) as { commits: WrittenCommit[] };
  return { written: header.commits, valuesFrom };
}

function writeChange({ key, before, stored, lapsedAt }: LoggedChange): WrittenChange {
  const length = stored ? stored.json.length : null;
  if (lapsedAt !== undefined) return [key, before, length, stored?.lease ?? null, lapsedAt];
  if (stored?.lease !== undefined) return [key, before, length, stored.lease];
  return stored ? [key, before, length] : [key, before];
}
