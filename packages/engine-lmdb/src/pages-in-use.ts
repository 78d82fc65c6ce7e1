/**
 * Walks through the file's trees, page by page, without the library: which is the last page that
 * anything refers to? So it can be told whether a file that is shorter than it says has lost something,
 * or only pages that were free and never written. The library itself would end the process when it
 * met a page that is not there.
 *
 *     meta ──▶ root ──▶ branch ──▶ leaf ──▶ a table's root, the pages of a large value
 */

import { readSync } from "node:fs";

const HEADER_BYTES = 24;
const FLAGS_OFFSET = 18;
const LOWER_OFFSET = 20;
const NODE_BYTES = 8;
const BRANCH = 0x01;
const LEAF = 0x02;
/** Of a node: its value has pages of its own; it is a table. */
const LARGE = 0x01;
const TABLE = 0x02;
const TABLE_ROOT_OFFSET = 40;
const NO_PAGE = 2n ** 64n - 1n;

export interface OpenFile {
  readonly descriptor: number;
  readonly bytes: number;
  readonly pageBytes: number;
}

/** Is every page that can be reached from these roots in the file? */
export function areAllThere(file: OpenFile, roots: readonly bigint[]): boolean {
  const left = [...roots];
  for (let root = left.pop(); root !== undefined; root = left.pop()) {
    if (root === NO_PAGE) continue;
    const page = readPage(file, root);
    if (!page) return false;
    for (const node of nodesOf(page)) {
      if (page.readUInt16LE(FLAGS_OFFSET) & BRANCH) left.push(BigInt(childOf(page, node)));
      else if (!addLeaf(file, page, node, left)) return false;
    }
  }
  return true;
}

/** Undefined: it is not there, or not as a whole, or it is none of a tree. */
function readPage({ descriptor, bytes, pageBytes }: OpenFile, number: bigint): Buffer | undefined {
  const position = Number(number) * pageBytes;
  if (position + pageBytes > bytes) return undefined;
  const page = Buffer.alloc(pageBytes);
  readSync(descriptor, page, 0, pageBytes, position);
  return page.readUInt16LE(FLAGS_OFFSET) & (BRANCH | LEAF) ? page : undefined;
}

/** Where in the page its nodes are; offsets count from behind the header. */
function nodesOf(page: Buffer): number[] {
  const offsets = page.subarray(HEADER_BYTES, HEADER_BYTES + page.readUInt16LE(LOWER_OFFSET));
  const count = offsets.length / 2;
  return Array.from({ length: count }, (_, at) => HEADER_BYTES + offsets.readUInt16LE(2 * at));
}

function childOf(page: Buffer, node: number): number {
  return page.readUIntLE(node, 6);
}

/** False: a large value's pages are not all there. */
function addLeaf(file: OpenFile, page: Buffer, node: number, left: bigint[]): boolean {
  const flags = page.readUInt16LE(node + 4);
  const value = node + NODE_BYTES + page.readUInt16LE(node + 6);
  if (flags & TABLE) left.push(page.readBigUInt64LE(value + TABLE_ROOT_OFFSET));
  if (!(flags & LARGE)) return true;
  const first = Number(page.readBigUInt64LE(value));
  const length = HEADER_BYTES + page.readUInt32LE(node);
  return first * file.pageBytes + length <= file.bytes;
}
