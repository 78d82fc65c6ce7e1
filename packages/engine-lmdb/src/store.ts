/**
 * The file, and the databases in it.
 *
 * Any number of processes and threads open it at once. It is an LMDB file: readers see one state and
 * block nobody; one write transaction runs at a time in all processes together, under a lock that
 * the kernel frees when its holder dies.
 *
 * A read transaction is kept for the rest of an event-loop turn, and goes on showing the state that
 * it began with: hence `refresh()` before each look at what others may have written.
 *
 * Opening the file is not safe by itself while another process commits (see `gate.ts`).
 */

import { mkdirSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { HoldfastError } from "@holdfast/shared-state/engine";
import { type Database, open, type RootDatabase, type Transaction } from "lmdb";
import { Gate } from "./gate.ts";
import { BINARY_STRINGS, EMPTY_HEAD, FIRST_KEY, type Head, TEXT } from "./records.ts";
import { mustBeLmdbFile, mustBeWholeFile } from "./state-file.ts";

export type Table = Database<string, string>;
export type ReadTransaction = Transaction;

const FORMAT = { format: "holdfast-state", version: 2 };
const META_NAME = "meta";
const FORMAT_KEY = "format";
const HEAD_KEY = "head";
const BARRIER_KEY = "barrier";

const TABLE_OPTIONS = {
  keyEncoder: BINARY_STRINGS,
  encoding: "string",
  encoder: TEXT,
} as const;

/** A disk with fewer bytes free counts as full when writing fails. */
const ROOM_MIN = 16 * 1024 * 1024;

/** One slot for each thread that reads, and for each open snapshot. */
const READERS_MAX = 1024;

/**
 * Publishes the commit, frees LMDB's write lock, and only then syncs, in the calling thread: readers
 * see the commit while the disk works, and it survives a power cut when the call returns. In lmdb's
 * source: 0x10000 is MDB_NOSYNC, which together with the file's overlapping sync means "sync after
 * unlocking"; 2 is TXN_SYNCHRONOUS_COMMIT. The library uses the same pair for its own `putSync`.
 */
const SYNC_AFTER_UNLOCK: number = 0x10002;

export function stateFileIn(folder: string): string {
  return join(folder, "state.lmdb");
}

export class Store {
  readonly file: string;
  readonly log: Table;
  readonly times: Table;
  readonly tree: Table;
  readonly history: Table;
  readonly leases: Table;
  readonly deadlines: Table;
  readonly #meta: Table;
  readonly #root: RootDatabase<string, string>;
  readonly #gate: Gate;

  /** @throws HoldfastError `state-foreign`, `state-format`, `state-damaged`, `engine-failed` */
  constructor(folder: string) {
    this.file = stateFileIn(folder);
    makeFolder(folder);
    mustBeLmdbFile(this.file);
    this.#gate = new Gate(folder);
    this.#root = this.#gate.closed(() => {
      mustBeWholeFile(this.file);
      return openFile(this.file);
    });
    try {
      // One write transaction, so that two processes which create the same state do not mix.
      const openTables = () =>
        this.#root.transactionSync(() => this.#openTables(), SYNC_AFTER_UNLOCK);
      const tables = this.#gate.pass(openTables);
      [this.#meta, this.log, this.times, this.tree, this.history, this.leases, this.deadlines] =
        tables;
    } catch (error) {
      void this.close();
      throw error;
    }
  }

  /** Lets the next read see the latest commit. */
  refresh(): void {
    this.#root.resetReadTxn();
  }

  /** As the current read (or write) transaction sees it. */
  head(transaction?: ReadTransaction): Head {
    const text = this.#meta.get(HEAD_KEY, transaction && { transaction });
    return text === undefined ? EMPTY_HEAD : (JSON.parse(text) as Head);
  }

  /** The latest that any process has committed. */
  latestHead(): Head {
    this.refresh();
    return this.head();
  }

  /** A read transaction that stands still until its `done()`. */
  readTransaction(): ReadTransaction {
    this.refresh();
    return this.#root.useReadTransaction();
  }

  /**
   * Runs `inside` under the write lock. When it throws, or when the commit fails, nothing is kept.
   * Durable at return, if it wrote anything.
   */
  write(inside: () => void): void {
    this.#gate.pass(() => {
      // The braces matter: a callback that returned a promise would keep the transaction open.
      this.#root.transactionSync(() => {
        inside();
      }, SYNC_AFTER_UNLOCK);
    });
  }

  putHead(head: Head): void {
    this.#meta.put(HEAD_KEY, JSON.stringify(head));
  }

  /** A write that says nothing: its sync takes every earlier commit along, whoever made it. */
  putBarrier(): void {
    this.#meta.put(BARRIER_KEY, "0");
  }

  /** Frees the reader slots of processes that were killed. */
  freeDeadReaders(): void {
    this.#root.readerCheck();
  }

  /** Is there no room left for the file to grow? */
  isDiskFull(): boolean {
    return isDiskFull(dirname(this.file));
  }

  /**
   * Writes what the state is at this moment into a file, while others go on: nothing of what was
   * deleted is in it, as it still may be in the state's own file. Returns before it is synced.
   */
  async copyTo(file: string): Promise<void> {
    await this.#root.backup(file, true);
  }

  async close(): Promise<void> {
    await this.#gate.close(() => this.#root.close());
  }

  #openTables() {
    const names = [...this.#root.getKeys({ start: FIRST_KEY })];
    if (names.length > 0 && !names.includes(`${META_NAME}\0`))
      throw new HoldfastError("state-foreign");
    const meta = this.#openTable(META_NAME);
    const format = meta.get(FORMAT_KEY);
    if (format === undefined) {
      if (names.length > 0) throw new HoldfastError("state-foreign");
      meta.put(FORMAT_KEY, JSON.stringify(FORMAT));
    } else {
      mustBeOurs(format);
    }
    return [
      meta,
      this.#openTable("log"),
      this.#openTable("times"),
      this.#openTable("tree"),
      this.#openTable("history"),
      this.#openTable("leases"),
      this.#openTable("deadlines"),
    ] as const;
  }

  #openTable(name: string): Table {
    return this.#root.openDB<string, string>(name, TABLE_OPTIONS);
  }
}

/** Is there hardly any room left on the disk that the folder is on? */
export function isDiskFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < ROOM_MIN;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new HoldfastError("engine-failed", { cause });
  }
}

function openFile(file: string): RootDatabase<string, string> {
  try {
    return open<string, string>(file, { ...TABLE_OPTIONS, maxReaders: READERS_MAX });
  } catch (cause) {
    const isForeign = /MDB_INVALID|MDB_VERSION_MISMATCH/.test(String(cause));
    throw new HoldfastError(isForeign ? "state-foreign" : "engine-failed", { cause });
  }
}

function mustBeOurs(text: string): void {
  let found: Partial<typeof FORMAT> | null;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new HoldfastError("state-foreign", { cause });
  }
  if (found?.format !== FORMAT.format) throw new HoldfastError("state-foreign");
  if (found.version === FORMAT.version) return;
  throw new HoldfastError("state-format", {
    problem: `The state has format ${found.version}; this is the engine of ${FORMAT.version}.`,
  });
}
