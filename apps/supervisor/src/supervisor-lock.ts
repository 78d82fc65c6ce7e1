/**
 * One supervisor for each state folder, also after a supervisor died without a word.
 *
 * Each contender puts up a file of its own, whole at once, that says which process it is. Then it
 * looks at the others' files. If the process of one is alive, it takes its own file down and gives
 * up. If it is dead, that file is removed: nobody else can be meant by it, so there is no race to
 * take over a stale lock. Of two that come at once, the one that looks later sees the other's file,
 * so there are never two; both may give up.
 *
 * The file also names the children. Whoever finds the file of a dead supervisor kills those that
 * are still alive: a child that was stopped cannot end itself, and may hold the store's write lock.
 */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nanoid } from "nanoid";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";

interface LockRecord {
  readonly bootId: string;
  readonly supervisor: ProcessIdentity;
  readonly children: readonly ProcessIdentity[];
}

export class SupervisorRunningError extends Error {
  override readonly name = "SupervisorRunningError";
  readonly code = "supervisor-running";
  readonly pid: number;

  constructor(pid: number, stateFolder: string) {
    super(`Process ${pid} already runs the state in ${stateFolder}. Stop it first.`);
    this.pid = pid;
  }
}

const SUFFIX = ".supervisor";

export class SupervisorLock {
  readonly #file: string;
  readonly #bootId: string;
  readonly #supervisor: ProcessIdentity;
  #held = true;

  /** @throws SupervisorRunningError */
  static take(stateFolder: string, bootId: string): SupervisorLock {
    mkdirSync(stateFolder, { recursive: true });
    const lock = new SupervisorLock(stateFolder, bootId);
    lock.recordChildren([]);
    try {
      lock.#removeOthers(stateFolder);
    } catch (error) {
      lock.release();
      throw error;
    }
    return lock;
  }

  private constructor(stateFolder: string, bootId: string) {
    const supervisor = identify(process.pid);
    if (!supervisor) throw new Error("This system does not tell when a process started.");
    this.#supervisor = supervisor;
    this.#bootId = bootId;
    this.#file = join(stateFolder, `${process.pid}-${nanoid(8)}${SUFFIX}`);
  }

  /** Keeps the children's names for whoever comes after us, should we die without a word. */
  recordChildren(children: readonly ProcessIdentity[]): void {
    if (!this.#held) return;
    const record: LockRecord = { bootId: this.#bootId, supervisor: this.#supervisor, children };
    const draft = `${this.#file}.draft`;
    writeFileSync(draft, JSON.stringify(record));
    renameSync(draft, this.#file);
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    rmSync(this.#file, { force: true });
  }

  #removeOthers(stateFolder: string): void {
    for (const name of readdirSync(stateFolder)) {
      const file = join(stateFolder, name);
      if (!name.endsWith(SUFFIX) || file === this.#file) continue;
      const record = readRecord(file);
      if (record && record.bootId === this.#bootId) {
        if (isAlive(record.supervisor)) {
          throw new SupervisorRunningError(record.supervisor.pid, stateFolder);
        }
        record.children.filter(isAlive).forEach(kill);
      }
      rmSync(file, { force: true });
    }
  }
}

/** Undefined when its owner has just removed it, or when it is no such record. */
function readRecord(file: string): LockRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as LockRecord;
  } catch {
    return undefined;
  }
}

function kill({ pid }: ProcessIdentity): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}
