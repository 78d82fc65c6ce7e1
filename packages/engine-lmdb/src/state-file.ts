/**
 * A look at the file before it is mapped. The library takes a file's word for what it is, and crashes
 * on one that is something else; and whoever touches a page behind the end of one that was cut short
 * is ended by the system, without a word.
 *
 *     page 0, 1   meta: mark, page size, roots, last page …       the newer one counts
 *     page 2 …    everything else
 */

import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { HoldfastError } from "@holdfast/shared-state/engine";
import { areAllThere } from "./pages-in-use.ts";

/** LMDB's mark, behind the header of each of the two meta pages. */
const MAGIC = 0xbeefc0de;
const MAGIC_OFFSET = 24;
const PAGE_SIZE_OFFSET = 48;
const FREE_ROOT_OFFSET = 88;
const MAIN_ROOT_OFFSET = 136;
const LAST_PAGE_OFFSET = 144;
const TRANSACTION_OFFSET = 152;
const META_BYTES = 160;
const META_PAGES = 2;
const PAGE_BYTES_MIN = 512;
const PAGE_BYTES_MAX = 65_536;

/**
 * Is it one of LMDB's? One that is missing or still empty is a state that is yet to be made.
 * @throws HoldfastError `state-foreign`, `state-damaged`, `engine-failed`
 */
export function mustBeLmdbFile(file: string): void {
  withFile(file, readMetas);
}

/**
 * Is everything there that the file refers to? Nobody may write to it meanwhile. As a rule this is one
 * comparison; of a file that is shorter than it says, all of it is read.
 * @throws HoldfastError `state-foreign`, `state-damaged`, `engine-failed`
 */
export function mustBeWholeFile(file: string): void {
  withFile(file, (descriptor) => {
    const metas = readMetas(descriptor, file);
    if (!metas) return;
    const { bytes, pageBytes, newest } = metas;
    const lastPage = Number(newest.readBigUInt64LE(LAST_PAGE_OFFSET));
    if ((lastPage + 1) * pageBytes <= bytes) return;
    const offsets = [FREE_ROOT_OFFSET, MAIN_ROOT_OFFSET];
    const roots = offsets.map((offset) => newest.readBigUInt64LE(offset));
    if (!areAllThere({ descriptor, bytes, pageBytes }, roots)) throw damaged();
  });
}

interface Metas {
  readonly bytes: number;
  readonly pageBytes: number;
  readonly newest: Buffer;
}

/** Undefined: there is nothing in the file. */
function readMetas(descriptor: number, file: string): Metas | undefined {
  const bytes = fstatSync(descriptor).size;
  if (bytes <= MAGIC_OFFSET) {
    if (hasBeenWrittenTo(file)) throw damaged();
    if (bytes > 0) throw new HoldfastError("state-foreign");
    return undefined;
  }
  const first = readAt(descriptor, 0);
  if (first.readUInt32LE(MAGIC_OFFSET) !== MAGIC) throw new HoldfastError("state-foreign");
  const pageBytes = first.readUInt32LE(PAGE_SIZE_OFFSET);
  if (pageBytes < PAGE_BYTES_MIN || pageBytes > PAGE_BYTES_MAX) throw damaged();
  if (bytes < META_PAGES * pageBytes) throw damaged();
  const second = readAt(descriptor, pageBytes);
  const isSecondNewer = transactionOf(second) > transactionOf(first);
  return { bytes, pageBytes, newest: isSecondNewer ? second : first };
}

function transactionOf(meta: Buffer): bigint {
  return meta.readBigUInt64LE(TRANSACTION_OFFSET);
}

function withFile(file: string, use: (descriptor: number, file: string) => void): void {
  try {
    const descriptor = openSync(file, "r");
    try {
      use(descriptor, file);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    if (!isMissing(error)) throw new HoldfastError("engine-failed", { cause: error });
  }
}

/** Of a file that is shorter, the rest is zero. */
function readAt(descriptor: number, position: number): Buffer {
  const meta = Buffer.alloc(META_BYTES);
  readSync(descriptor, meta, 0, META_BYTES, position);
  return meta;
}

/** Somebody has once rung the bell: a state without anything in it has lost what it had. */
function hasBeenWrittenTo(file: string): boolean {
  try {
    return statSync(join(dirname(file), "bell")).size > 0;
  } catch {
    return false;
  }
}

function damaged(): HoldfastError {
  return new HoldfastError("state-damaged", { problem: "The state's file was cut short." });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
