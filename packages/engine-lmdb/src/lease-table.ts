/**
 * Until when each lease lives, and which keys live with it.
 *
 * A deadline counts on the machine's monotonic clock, of one boot: of another boot, the number means
 * nothing, and the lease has ended. Exactly on its deadline a lease has lapsed.
 *
 * Deadlines are also kept in order, boot by boot, so that what is due is a short range, and what is
 * left of other boots is whatever stands before and after this boot's:
 *
 *     boot-0 …  │  boot-1 12.5   boot-1 13.1  ◂ now ▸  boot-1 40.0  │  boot-2 …
 *        due    │       due            due                          │    due
 *
 * What a write transaction does to leases is gathered first and written once, at its end: most leases
 * are granted and bound to their keys in the same breath.
 */

import {
  type Clock,
  decodeKey,
  type EncodedKey,
  encodeKey,
  encodePrefix,
  type Key,
  type LeaseId,
} from "@holdfast/shared-state/engine";
import { FIRST_KEY, type LeaseRecord, PRESENT } from "./records.ts";
import type { ReadTransaction, Store, Table } from "./store.ts";

/** When a lease is granted or renewed. */
export interface LeaseInstant {
  readonly monotonicMs: number;
  /** Wall time, as a commit made now would have it. */
  readonly at: number;
}

/** The boot of leases that no boot has. */
const NO_BOOT = "none";

export class LeaseTable {
  readonly #store: Store;
  readonly #clock: Clock;
  /** What this write transaction has done so far. Undefined: ended. */
  readonly #changed = new Map<LeaseId, LeaseRecord | undefined>();

  /** Which of them are new: the store has nothing of theirs. */
  readonly #granted = new Set<LeaseId>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** What is left of a lease at `nowMs`; 0 when it lapsed, was revoked or never was. */
  leftMs(lease: LeaseId, nowMs: number, transaction?: ReadTransaction): number {
    const record = transaction ? this.#stored(lease, transaction) : this.#read(lease);
    if (!record || record.bootId !== this.#clock.bootId) return 0;
    return Math.max(0, record.deadlineMs - nowMs);
  }

  /** When it lapses or has lapsed, by the wall clock; undefined of one that was ended. */
  until(lease: LeaseId, transaction?: ReadTransaction): number | undefined {
    return (transaction ? this.#stored(lease, transaction) : this.#read(lease))?.until;
  }

  grant(lease: LeaseId, now: LeaseInstant, forMs: number): void {
    this.#granted.add(lease);
    this.#set(lease, now, forMs, []);
  }

  /** Gives a living lease another deadline. */
  renew(lease: LeaseId, now: LeaseInstant, forMs: number): void {
    this.#set(lease, now, forMs, this.#read(lease)?.keys ?? []);
  }

  #set(lease: LeaseId, { monotonicMs, at }: LeaseInstant, forMs: number, keys: readonly Key[]) {
    const { bootId } = this.#clock;
    const record = { deadlineMs: monotonicMs + forMs, bootId, until: at + forMs, keys };
    this.#changed.set(lease, record);
  }

  /** Forgets the lease; its keys are another matter. */
  end(lease: LeaseId): void {
    this.#changed.set(lease, undefined);
  }

  bind(lease: LeaseId, key: Key): void {
    const record = this.#read(lease);
    if (!record) return;
    this.#changed.set(lease, { ...record, keys: [...record.keys, key] });
  }

  unbind(lease: LeaseId, key: EncodedKey): void {
    const record = this.#read(lease);
    if (!record) return;
    this.#changed.set(lease, {
      ...record,
      keys: record.keys.filter((each) => encodeKey(each) !== key),
    });
  }

  /** The keys bound to a lease. */
  keysOf(lease: LeaseId): readonly Key[] {
    return this.#read(lease)?.keys ?? [];
  }

  /** Last in a write transaction: writes what it has done. */
  write(): void {
    for (const [lease, record] of this.#changed) {
      const before = this.#granted.has(lease) ? undefined : this.#stored(lease);
      if (before) this.#store.deadlines.remove(deadlineKey(lease, before));
      if (record) {
        this.#store.leases.put(leaseKey(lease), JSON.stringify(record));
        this.#store.deadlines.put(deadlineKey(lease, record), PRESENT);
      } else if (before) {
        this.#store.leases.remove(leaseKey(lease));
      }
    }
    this.reset();
  }

  /** In a write transaction: all that there are have ended, as those of another boot have. */
  abandonAll(): void {
    const { leases, deadlines } = this.#store;
    const wallMs = this.#clock.wallMs();
    for (const { key, value } of [...leases.getRange({ start: FIRST_KEY })]) {
      const lease = decodeKey(key)[0] as LeaseId;
      const record = JSON.parse(value) as LeaseRecord;
      const ended = { ...record, bootId: NO_BOOT, until: Math.min(record.until, wallMs) };
      deadlines.remove(deadlineKey(lease, record));
      deadlines.put(deadlineKey(lease, ended), PRESENT);
      leases.put(key, JSON.stringify(ended));
    }
  }

  /** The write transaction has failed, or is about to begin. */
  reset(): void {
    this.#changed.clear();
    this.#granted.clear();
  }

  /** Leases that have ended and were not reaped yet, at most `limit`. */
  due(nowMs: number, limit: number): LeaseId[] {
    const { end } = encodePrefix([this.#clock.bootId]);
    const upToNow = encodePrefix([this.#clock.bootId, nowMs]).end;
    return [
      ...keysBetween(this.#store.deadlines, "", upToNow, limit),
      ...keysBetween(this.#store.deadlines, end, "\xff", limit),
    ]
      .slice(0, limit)
      .map((key) => decodeKey(key)[2] as LeaseId);
  }

  /** The earliest deadline of this boot, reaped ones left out. */
  nextDeadlineMs(): number | undefined {
    const { start, end } = encodePrefix([this.#clock.bootId]);
    const [first] = keysBetween(this.#store.deadlines, start, end, 1);
    return first === undefined ? undefined : (decodeKey(first)[1] as number);
  }

  #read(lease: LeaseId): LeaseRecord | undefined {
    return this.#changed.has(lease) ? this.#changed.get(lease) : this.#stored(lease);
  }

  #stored(lease: LeaseId, transaction?: ReadTransaction): LeaseRecord | undefined {
    const text = this.#store.leases.get(leaseKey(lease), transaction && { transaction });
    return text === undefined ? undefined : (JSON.parse(text) as LeaseRecord);
  }
}

function keysBetween(table: Table, start: string, end: string, limit?: number): EncodedKey[] {
  return [...table.getKeys({ start: start || FIRST_KEY, end, ...(limit && { limit }) })];
}

function leaseKey(lease: LeaseId): string {
  return encodeKey([lease]);
}

function deadlineKey(lease: LeaseId, { bootId, deadlineMs }: LeaseRecord): string {
  return encodeKey([bootId, deadlineMs, lease]);
}
