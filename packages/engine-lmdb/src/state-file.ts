/**
 * A look at the file before it is mapped. The library takes a file's word for what it is, and crashes
 * on one that is something else; and whoever touches a page behind the end of one that was cut short
 * is ended by the system, without a word.
 *
 *     page 0, 1   meta: mark, page size, last page …       the newer one counts
 *     page 2 …    everything else
 */

import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { HoldfastError } from "@holdfast/shared-state/engine";

/** LMDB's mark, behind the header of each of the two meta pages. */
const MAGIC = 0xbeefc0de;
const MAGIC_OFFSET = 24;
const PAGE_SIZE_OFFSET = 48;
const LAST_PAGE_OFFSET = 144;
const META_BYTES = 152;
const META_PAGES = 2;
const PAGE_BYTES_MIN = 512;
const PAGE_BYTES_MAX = 65_536;

export interface FileExtent {
  readonly bytes: number;
  /**
   * So many bytes more would reach to the last page that the file knows of. More than none is a file
   * that was cut short, or, seldom, one whose last pages are free and were never written.
   */
  readonly missingBytes: number;
}

/**
 * What there is of the file. One that is missing or still empty is a state that is yet to be made.
 * @throws HoldfastError `state-foreign`, `state-damaged`, `engine-failed`
 */
export function measureFile(file: string): FileExtent {
  try {
    const descriptor = openSync(file, "r");
    try {
      return measure(descriptor, file);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    if (isMissing(error)) return { bytes: 0, missingBytes: 0 };
    throw new HoldfastError("engine-failed", { cause: error });
  }
}

function measure(descriptor: number, file: string): FileExtent {
  const bytes = fstatSync(descriptor).size;
  if (bytes <= MAGIC_OFFSET) {
    if (hasBeenWrittenTo(file)) throw damaged();
    return { bytes, missingBytes: 0 };
  }
  const first = readAt(descriptor, 0);
  if (first.readUInt32LE(MAGIC_OFFSET) !== MAGIC) throw new HoldfastError("state-foreign");
  const pageBytes = first.readUInt32LE(PAGE_SIZE_OFFSET);
  if (pageBytes < PAGE_BYTES_MIN || pageBytes > PAGE_BYTES_MAX) throw damaged();
  if (bytes < META_PAGES * pageBytes) throw damaged();
  const metas = [first, readAt(descriptor, pageBytes)];
  const lastPage = Math.max(...metas.map((meta) => Number(meta.readBigUInt64LE(LAST_PAGE_OFFSET))));
  return { bytes, missingBytes: Math.max(0, (lastPage + 1) * pageBytes - bytes) };
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
