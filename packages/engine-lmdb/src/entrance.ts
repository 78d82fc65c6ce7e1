/**
 * One at a time opens LMDB files, or closes them.
 *
 * Whoever closes a file as the last one destroys the locks in it. As of lmdb 3.5.6, somebody who is
 * opening it at that moment goes on with what has been destroyed, and can never read ("No transaction
 * to renew"). So both are done in turn, under a file that only one can create. It is held for
 * milliseconds; when its holder has died, or does not stir, the next one takes it.
 *
 * Where no file can be created any more (a full disk), closing goes on without.
 */

import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const RETRY_MS = 1;
/** Far longer than opening and closing take. */
const HELD_MS_MAX = 5_000;

const nobody = new Int32Array(new SharedArrayBuffer(4));

/** @param folder exists */
export function inTurn<T>(folder: string, task: () => T): T {
  const file = join(folder, "entrance");
  const entered = enter(file);
  try {
    return task();
  } finally {
    if (entered) rmSync(file, { force: true });
  }
}

/** False: it cannot be had on this disk. */
function enter(file: string): boolean {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") return false;
    }
    if (isAbandoned(file)) rmSync(file, { force: true });
    else Atomics.wait(nobody, 0, 0, RETRY_MS);
  }
}

function isAbandoned(file: string): boolean {
  try {
    if (Date.now() - statSync(file).mtimeMs > HELD_MS_MAX) return true;
    const pid = Number(readFileSync(file, "utf8"));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH"; // The process is gone; else the file is.
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
