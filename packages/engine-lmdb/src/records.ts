/**
 * How things are written in the file. Keys are bytes whose order is the keys' order; values are text.
 *
 *     keys         encoded key           →  lease id (or nothing), newline, JSON value
 *     log          revision, 48 bits     →  when, why and which keys; newline; each value, and what was before
 *     leases       lease id              →  JSON: until when, of which boot
 *     deadlines    boot, deadline, id    →  (nothing: the key says it all)
 *     lease-keys   lease id, key         →  (nothing)
 *     meta         "format", "head" …    →  JSON
 *
 * A value stands in the log as the JSON text that it is, not as a string that contains JSON: it is
 * serialized once, when the body puts it, and parsed only by a reader who wants it. Most do not: the
 * keys stand by themselves, so that a feed can tell from them whether the commit concerns it.
 */

import {
  type CommitNote,
  decodeKey,
  type EncodedKey,
  type Key,
  type LeaseId,
  type Revision,
  type StoredValue,
} from "@holdfast/shared-state/engine";

/** What stands where the key alone says everything. */
export const PRESENT = "1";

/** Where the log ends and where its retained part begins. Both 0 and 1 in an empty store. */
export interface Head {
  readonly revision: Revision;
  /** The last commit's wall time. */
  readonly at: number;
  /** The oldest revision that the log still has. */
  readonly oldest: Revision;
}

export const EMPTY_HEAD: Head = { revision: 0, at: 0, oldest: 1 };

export interface LoggedValue {
  readonly value: unknown;
  readonly lease?: LeaseId;
}

/** What a commit did to one key. Undefined: the key was not there. */
export interface LoggedChange {
  readonly before?: LoggedValue;
  readonly after?: LoggedValue;
}

export interface CommitHeader {
  readonly at: number;
  readonly note: CommitNote;
  /** In key order. */
  readonly keys: readonly Key[];
}

/** One commit as the log has it. */
export interface CommitRecord {
  readonly header: CommitHeader;
  /** What happened to each of the header's keys: parsed anew at each call, so that it can be given away. */
  changes(): readonly LoggedChange[];
}

/** A change on its way into the log, its values still the text that the tree holds. */
export interface TextChange {
  readonly key: EncodedKey;
  readonly before: StoredValue | undefined;
  readonly after: StoredValue | undefined;
}

export interface LeaseRecord {
  readonly deadlineMs: number;
  /** The boot whose monotonic clock the deadline counts on. */
  readonly bootId: string;
}

export function keyBytes(key: EncodedKey): Buffer {
  return Buffer.from(key, "latin1");
}

export function keyOfBytes(bytes: Uint8Array): EncodedKey {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

export function revisionBytes(revision: Revision): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  bytes.writeUIntBE(revision, 0, 6);
  return bytes;
}

export function writeStored({ json, lease = "" }: StoredValue): string {
  return `${lease}\n${json}`;
}

export function readStored(text: string): StoredValue {
  const newline = text.indexOf("\n");
  const json = text.slice(newline + 1);
  return newline === 0 ? { json } : { json, lease: text.slice(0, newline) };
}

export function writeCommit(at: number, note: CommitNote, changes: readonly TextChange[]): string {
  const keys = changes.map(({ key }) => decodeKey(key));
  const header = JSON.stringify({ at, note, keys } satisfies CommitHeader);
  return `${header}\n[${changes.map(writeChange).join(",")}]`;
}

export function readCommit(text: string): CommitRecord {
  // JSON escapes the newlines inside of strings.
  const newline = text.indexOf("\n");
  const header = JSON.parse(text.slice(0, newline)) as CommitHeader;
  return { header, changes: () => JSON.parse(text.slice(newline + 1)) as LoggedChange[] };
}

function writeChange({ before, after }: TextChange): string {
  const parts: string[] = [];
  if (before) parts.push(`"before":${writeLoggedValue(before)}`);
  if (after) parts.push(`"after":${writeLoggedValue(after)}`);
  return `{${parts.join(",")}}`;
}

function writeLoggedValue({ json, lease }: StoredValue): string {
  return lease === undefined
    ? `{"value":${json}}`
    : `{"value":${json},"lease":${JSON.stringify(lease)}}`;
}
