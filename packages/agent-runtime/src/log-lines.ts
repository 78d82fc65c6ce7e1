/**
 * Writes lines at once, or not at all: what a full disk, or a pipe that nobody reads, does not take is lost.
 * Nothing is kept for later, so that a log costs neither memory nor its process, and nobody waits at the end
 * for a disk that has no room. (Pino's own destination keeps every line, and its `fatal` waits until they are
 * written, which on a full disk is never.)
 *
 *     a line, whole ──▶ in the file
 *     a line, cut short as the disk became full ──▶ the next one begins on a line of its own
 */

import { writeSync } from "node:fs";

export interface LogLines {
  write(line: string): void;
}

/** How often, and how long each time, a pipe's reader is given time to make room: once, not for each line. */
const PATIENCE = { times: 20, eachMs: 5 };

export function logLines(file: number): LogLines {
  let cutShort = false;
  let patience = PATIENCE.times;
  return {
    write(line) {
      const bytes = Buffer.from(cutShort ? `\n${line}` : line);
      const written = writeWhatFits(file, bytes, patience);
      patience = written < bytes.length ? 0 : PATIENCE.times;
      if (written > 0) cutShort = written < bytes.length;
    },
  };
}

/** How many bytes were written. */
function writeWhatFits(file: number, bytes: Buffer, patience: number): number {
  let written = 0;
  let waited = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      const isPipeFull = (error as NodeJS.ErrnoException).code === "EAGAIN";
      if (!isPipeFull || waited === patience) return written;
      waited += 1;
      Atomics.wait(nobody, 0, 0, PATIENCE.eachMs);
    }
  }
  return written;
}

const nobody = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
