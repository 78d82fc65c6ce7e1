/**
 * The bell: a file of one byte, which a process writes to when it has committed. The others watch it.
 *
 * They could watch the data file: but each commit changes that a dozen times, page by page, and each
 * time would wake every process, while the one that commits wants the processor for itself. A process
 * that dies after its commit and before it rings leaves it to the safety poll, or to the next ring.
 */

import { closeSync, constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";

const ONE_BYTE = Buffer.from("!");

export class Bell {
  readonly file: string;
  readonly #descriptor: number;

  constructor(folder: string) {
    this.file = join(folder, "bell");
    this.#descriptor = openSync(this.file, constants.O_RDWR | constants.O_CREAT);
  }

  ring(): void {
    try {
      writeSync(this.#descriptor, ONE_BYTE, 0, ONE_BYTE.length, 0);
    } catch {
      // A full disk may refuse even this byte. The commit stands; the others' polls find it.
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
