/**
 * How things are written in the file. Keys are bytes whose order is the keys' order; values are text.
 *
 *     log        first revision               →  a batch: the commits of one write transaction (`batch.ts`)
 *     times      wall time, first revision    →  (nothing: the key says it all)
 *     tree       encoded key                  →  its latest version that has settled
 *     history    encoded key, end revision    →  which version was replaced or deleted by that commit
 *     leases     lease id                     →  JSON: until when, of which boot, with which keys
 *     deadlines  boot, deadline, lease id     →  (nothing)
 *     meta       "format", "head" …           →  JSON
 *
 * Keys are handled as binary strings, one char a byte (see `EncodedKey`). A value is serialized once,
 * when a body puts it, and parsed by whoever wants it: in between it is the text that it is.
 */

import type { EncodedKey, Key, Revision, StoredValue } from "@holdfast/shared-state/engine";

/** What stands where the key alone says everything. */
export const PRESENT = "1";

/** Where the log begins and ends, and how far the tree has followed it. */
export interface Head {
  readonly revision: Revision;
  /** The last commit's wall time. */
  readonly at: number;
  /** The oldest revision that the log still has. */
  readonly oldest: Revision;
  /** Tree and history have followed the log up to here; the commits after it are the tail. */
  readonly settled: Revision;
  /** Up to here they know every version: none was left out because the tail shadowed it. */
  readonly exact: Revision;
  /** What the retained log takes, in characters. */
  readonly bytes: number;
  /** The last commit that erased something from the past; 0: none has. */
  readonly erased: Revision;
}

export const EMPTY_HEAD: Head = {
  revision: 0,
  at: 0,
  oldest: 1,
  settled: 0,
  exact: 0,
  bytes: 0,
  erased: 0,
};

/** A key's value from one commit until the next that changes it. */
export interface Version {
  /** The commit that put it. */
  readonly revision: Revision;
  readonly stored: StoredValue;
}

/** A version that has ended. Its value stands in the log, or, once the log has it no more, here. */
export interface EndedVersion {
  readonly revision: Revision;
  readonly stored?: StoredValue;
  /** When its lease lapsed, if that is what ended it. */
  readonly lapsedAt?: number;
}

/** Before every key of every table. A key cannot be empty. */
export const FIRST_KEY = "\0";

/** How a table's keys get into lmdb's buffers and out of them. */
export const BINARY_STRINGS = {
  writeKey(key: string, target: Buffer, start: number): number {
    const written = target.write(key, start, "latin1");
    if (written < key.length) throw new RangeError("The key does not fit into the buffer.");
    return start + written;
  },
  readKey(source: Buffer, start: number, end: number): string {
    return source.toString("latin1", start, end);
  },
};

/**
 * How values get into lmdb's buffers and out of them. It would allocate a buffer for each value; since
 * we write under the lock only, where each put is made at once, one buffer serves them all.
 */
export const TEXT = {
  encode(text: string): Buffer {
    const bytesMax = text.length * 3;
    if (scratch.length < bytesMax) scratch = scratchOf(bytesMax);
    scratch.end = scratch.write(text, 0, "utf8");
    return scratch;
  },
  /** Of a large value, lmdb gives a plain array of bytes. */
  decode({ buffer, byteOffset, length }: Uint8Array): string {
    return Buffer.from(buffer, byteOffset, length).toString("utf8");
  },
};

/** A buffer that says where in it the value is: lmdb looks for that. */
type Scratch = Buffer & { start: number; end: number };

function scratchOf(bytes: number): Scratch {
  return Object.assign(Buffer.allocUnsafeSlow(bytes), { start: 0, end: 0 });
}

let scratch = scratchOf(64 * 1024);

/** The highest byte of a revision is always zero: see `endedKey`. */
export const REVISION_MAX: Revision = 2 ** 40 - 1;
const TIME_MAX = 2 ** 48 - 1;

/** Revisions and times are written as 48 bits, high byte first. */
const NUMBER_BYTES = 6;

export function revisionKey(revision: Revision): string {
  const high = Math.floor(revision / 2 ** 32);
  const low = revision >>> 0;
  return String.fromCharCode(
    high >>> 8,
    high & 255,
    low >>> 24,
    (low >>> 16) & 255,
    (low >>> 8) & 255,
    low & 255,
  );
}

export function revisionOfKey(key: string): Revision {
  let revision = 0;
  for (let at = 0; at < NUMBER_BYTES; at++) revision = revision * 256 + key.charCodeAt(at);
  return revision;
}

export function timeKey(at: number, revision: Revision): string {
  const wholeMs = Math.min(Math.max(0, Math.floor(at)), TIME_MAX);
  return revisionKey(wholeMs) + revisionKey(revision);
}

export function revisionOfTimeKey(key: string): Revision {
  return revisionOfKey(key.slice(NUMBER_BYTES));
}

/**
 * Versions of a key stand together, the one that ended first in front. They cannot be taken for those
 * of another key: what continues a key begins with a byte other than zero, and a revision with zero.
 */
export function endedKey(key: EncodedKey, end: Revision): string {
  return key + revisionKey(end);
}

export function readEndedKey(ended: string): { key: EncodedKey; end: Revision } {
  const length = ended.length - NUMBER_BYTES;
  return { key: ended.slice(0, length), end: revisionOfKey(ended.slice(length)) };
}

/** `revision lease\nvalue`: no lease id contains a blank or a newline. */
export function writeVersion({ revision, stored: { json, lease = "" } }: Version): string {
  return `${revision} ${lease}\n${json}`;
}

export function readVersion(text: string): Version {
  const blank = text.indexOf(" ");
  const newline = text.indexOf("\n", blank);
  const json = text.slice(newline + 1);
  const stored = newline === blank + 1 ? { json } : { json, lease: text.slice(blank + 1, newline) };
  return { revision: Number(text.slice(0, blank)), stored };
}

/** When its lease lapsed, or nothing; then its revision, or the whole version. */
export function writeEnded({ revision, stored, lapsedAt }: EndedVersion): string {
  const version = stored ? writeVersion({ revision, stored }) : `${revision}`;
  return `${lapsedAt ?? ""}|${version}`;
}

export function readEnded(text: string): EndedVersion {
  const bar = text.indexOf("|");
  const lapsed = bar === 0 ? {} : { lapsedAt: Number(text.slice(0, bar)) };
  const isWhole = text.includes("\n", bar);
  if (isWhole) return { ...readVersion(text.slice(bar + 1)), ...lapsed };
  return { revision: Number(text.slice(bar + 1)), ...lapsed };
}

export interface LeaseRecord {
  /** On the monotonic clock of that boot. */
  readonly deadlineMs: number;
  readonly bootId: string;
  /** The same instant by the wall clock, as it was estimated: only the past is judged by it. */
  readonly until: number;
  /** The keys that live with it. */
  readonly keys: readonly Key[];
}
