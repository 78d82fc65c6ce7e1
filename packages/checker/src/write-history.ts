/**
 * Writing a history while a run is under way.
 *
 * Each entry is one line and one write to a file that only grows, made before `add` returns: what was
 * recorded is in the file also when the recorder itself is killed a moment later, and of a line that
 * was being written at most a part, which `readHistory` leaves out.
 */

import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import type { HistoryEntry } from "./history.ts";

const NEWLINE = 10;
const CHUNK = 65_536;

export class HistoryFile {
  readonly path: string;
  readonly #descriptor: number;
  #open = true;

  /** Goes on with a file that is there already; a last line that was cut short is cut off. */
  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, "a+");
    ftruncateSync(this.#descriptor, endOfLastLine(this.#descriptor));
  }

  /** Several at once are one write. */
  add(...entries: readonly HistoryEntry[]): void {
    if (entries.length === 0) return;
    const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    writeWhole(this.#descriptor, Buffer.from(lines, "utf8"));
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#descriptor);
  }
}

/** A write may take less than it was given. */
function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

function endOfLastLine(descriptor: number): number {
  const buffer = Buffer.alloc(CHUNK);
  for (let end = fstatSync(descriptor).size; end > 0; ) {
    const start = Math.max(0, end - CHUNK);
    const length = readSync(descriptor, buffer, 0, end - start, start);
    const newline = buffer.subarray(0, length).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}
