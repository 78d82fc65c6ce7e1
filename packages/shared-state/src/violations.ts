/**
 * Violations: who tried what their role does not allow. The latest thousand are kept.
 *
 *     ["violation"]     → last: 7
 *     ["violation", 7]  → role notification-agent, key …, count 3, from 09:00:01 to 09:00:09
 *
 * The first is recorded at once, by a commit of its own. What follows soon after is gathered and
 * recorded together, and equal ones are counted instead of listed: a storm of violations must not
 * become a storm of commits, nor push everything else off the list.
 */

import type { Engine, Snapshot, Transaction } from "./engine.ts";
import type { Key } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import { inSnapshot } from "./watches.ts";

export interface Violation {
  /** Of the refusal, for example `role-violation`. */
  readonly code: string;
  /** The role that was not enough. */
  readonly role: string;
  /** The person or the agent. */
  readonly actor: string;
  /** Which key was to be written. */
  readonly key?: Key;
  /** Or which endpoint was called, and the role that it needs. */
  readonly route?: string;
  readonly needs?: string;
  /** What the commit would have been, and which request it belongs to. */
  readonly cause?: string;
  readonly correlation?: string;
}

export interface RecordedViolation extends Violation {
  readonly id: number;
  readonly process: string;
  /** How often. Of many different ones at once only some are told apart: then it counts the rest. */
  readonly count: number;
  /** Wall times in milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export const VIOLATIONS_KEPT = 1_000;
/** Between two commits of one process. */
export const RECORD_EVERY_MS = 10_000;
/** So many different ones are told apart from one commit to the next: each writes two keys. */
const TOLD_APART_MAX = 50;

type Pending = Omit<RecordedViolation, "id">;

export class Violations {
  readonly process: string;
  readonly #engine: Engine;
  #pending = new Map<string, Pending>();
  /** Under which id a violation was recorded last, so that its count can go on there. */
  readonly #recordedAs = new Map<string, number>();
  #waiting = false;
  #cancelTimer = () => {};
  #lastCommit: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(engine: Engine, process: string) {
    this.#engine = engine;
    this.process = process;
  }

  /** Never rejects: whoever reports has a refusal to tell of, and no use for another error. */
  async report(violation: Violation): Promise<void> {
    if (this.#closed) return;
    const at = this.#engine.clock.wallMs();
    this.#gather({ ...violation, process: this.process, count: 1, firstAt: at, lastAt: at });
    if (!this.#waiting) await this.#record();
  }

  /** Those that were new last come first. */
  async latest({ limit = VIOLATIONS_KEPT } = {}): Promise<RecordedViolation[]> {
    const look = (snapshot: Snapshot) => readViolations(snapshot, { limit });
    return (await inSnapshot(this.#engine, look)).found;
  }

  /** Records what was gathered. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer();
    await this.#lastCommit;
    if (this.#pending.size > 0) await this.#commit();
  }

  #gather(violation: Pending): void {
    const full = this.#pending.size >= TOLD_APART_MAX;
    const { code, role, actor, key, route, cause } = violation;
    const exact = JSON.stringify([code, role, actor, key, route, cause]);
    const identity = full && !this.#pending.has(exact) ? "others" : exact;
    const earlier = this.#pending.get(identity);
    const { lastAt } = violation;
    this.#pending.set(identity, earlier ? addedTo(earlier, violation.count, lastAt) : violation);
  }

  #record(): Promise<void> {
    this.#waiting = true;
    this.#cancelTimer = this.#engine.clock.after(RECORD_EVERY_MS, () => {
      this.#waiting = false;
      if (this.#pending.size > 0) void this.#record();
    });
    this.#lastCommit = this.#lastCommit.then(() => this.#commit());
    return this.#lastCommit;
  }

  async #commit(): Promise<void> {
    const gathered = this.#pending;
    this.#pending = new Map();
    const [first] = gathered.values();
    const note = {
      ...{ actor: this.process, process: this.process, cause: "role-violated" },
      ...(first?.correlation === undefined ? {} : { correlation: first.correlation }),
    };
    try {
      const body = (tx: Transaction) => recordAll(tx, gathered, this.#recordedAs);
      const { value: ids } = await this.#engine.transact(body, note);
      if (this.#recordedAs.size > VIOLATIONS_KEPT) this.#recordedAs.clear();
      for (const [identity, id] of ids) this.#recordedAs.set(identity, id);
    } catch {
      // The disk may be full. They are recorded with the next ones.
      for (const violation of gathered.values()) this.#gather(violation);
    }
  }
}

/** Those that were new last come first. */
export async function readViolations(
  snapshot: Snapshot,
  { limit }: { limit: number },
): Promise<RecordedViolation[]> {
  const prefix = keyspace.violations();
  const range = { prefix, reverse: true, limit: limit + 1 };
  const entries = await snapshot.range<RecordedViolation>(range);
  const violations = entries.filter(({ key }) => key.length > prefix.length);
  return violations.slice(0, limit).map(({ value }) => value);
}

/** Returns under which id each was recorded. */
function recordAll(
  tx: Transaction,
  gathered: ReadonlyMap<string, Pending>,
  recordedAs: ReadonlyMap<string, number>,
): [string, number][] {
  const before = tx.get<{ last: number }>(keyspace.violations())?.last ?? 0;
  let last = before;
  const ids = [...gathered].map(([identity, violation]): [string, number] => {
    const earlier = recordedEarlier(tx, recordedAs.get(identity));
    const id = earlier?.id ?? ++last;
    const { count, lastAt } = violation;
    tx.put(
      keyspace.violation(id),
      earlier ? addedTo(earlier, count, lastAt) : { id, ...violation },
    );
    if (!earlier && id > VIOLATIONS_KEPT) tx.delete(keyspace.violation(id - VIOLATIONS_KEPT));
    return [identity, id];
  });
  if (last > before) tx.put(keyspace.violations(), { last });
  return ids;
}

function recordedEarlier(tx: Transaction, id: number | undefined): RecordedViolation | undefined {
  return id === undefined ? undefined : tx.get<RecordedViolation>(keyspace.violation(id));
}

function addedTo<T extends Pending>(earlier: T, count: number, lastAt: number): T {
  return { ...earlier, count: earlier.count + count, lastAt };
}
