/**
 * How far the disk has come, as the processes of a machine tell each other.
 *
 *     A   commit r7 ── sync ── mark: 7 ── rings
 *     B                                   └─▶ is r7 durable?  the mark says 7: yes, without a sync of its own
 *
 * Who commits syncs, and so knows what is durable. The others could find out only by a write
 * transaction of their own. So each writes down the revision that its sync has taken along, in a file
 * beside the state, and who asks about another's commit looks there first.
 *
 * The mark itself is never synced: it is for those who run now. What another boot has left there, or
 * what speaks of another file (a state was restored here, or copied), says nothing. Two who write at
 * once may do so in the wrong order: then it says less than is so, and somebody syncs once more.
 */

import { createHash } from "node:crypto";
import { closeSync, constants, openSync, readSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Revision } from "@holdfast/shared-state/engine";

/** The revision; the same again with each bit turned, by which one that was read half written shows. */
const NUMBERS_BYTES = 16;
const NAME_BYTES = 16;
const ALL_BITS = 0xffff_ffff_ffff_ffffn;

export interface MarkedState {
  readonly folder: string;
  /** The file that is synced. */
  readonly file: string;
  readonly bootId: string;
}

export class SyncedMark {
  /** Undefined: the file is not to be had (a full disk, somebody else's), and nothing is told. */
  readonly #descriptor: number | undefined;
  readonly #name: Buffer;

  constructor({ folder, file, bootId }: MarkedState) {
    this.#name = nameOf(file, bootId);
    this.#descriptor = openIfPossible(join(folder, "synced"));
  }

  /** Every commit up to this one has been synced. */
  write(revision: Revision): void {
    if (this.#descriptor === undefined) return;
    const record = Buffer.alloc(NUMBERS_BYTES + NAME_BYTES);
    record.writeBigUInt64LE(BigInt(revision), 0);
    record.writeBigUInt64LE(BigInt(revision) ^ ALL_BITS, 8);
    this.#name.copy(record, NUMBERS_BYTES);
    try {
      writeSync(this.#descriptor, record, 0, record.length, 0);
    } catch {
      // A full disk may refuse even this. The others sync for themselves, as if nothing had been said.
    }
  }

  /** Every commit up to this one has been synced by somebody; 0: nothing is known. */
  read(): Revision {
    if (this.#descriptor === undefined) return 0;
    const record = Buffer.alloc(NUMBERS_BYTES + NAME_BYTES);
    const length = readSync(this.#descriptor, record, 0, record.length, 0);
    if (length < record.length || !record.subarray(NUMBERS_BYTES).equals(this.#name)) return 0;
    const revision = record.readBigUInt64LE(0);
    return record.readBigUInt64LE(8) === (revision ^ ALL_BITS) ? Number(revision) : 0;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }
}

function openIfPossible(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDWR | constants.O_CREAT);
  } catch {
    return undefined;
  }
}

/** Of this very file in this boot. The number of a file that is gone may be given to the next one. */
function nameOf(file: string, bootId: string): Buffer {
  const { dev, ino, birthtimeNs } = statSync(file, { bigint: true });
  const identity = `${bootId} ${dev} ${ino} ${birthtimeNs}`;
  return createHash("sha256").update(identity).digest().subarray(0, NAME_BYTES);
}
