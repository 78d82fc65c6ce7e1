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
 */

import {
  type Clock,
  decodeKey,
  type EncodedKey,
  encodeKey,
  encodePrefix,
  type LeaseId,
} from "@holdfast/shared-state/engine";
import { keyBytes, keyOfBytes, type LeaseRecord, PRESENT } from "./records.ts";
import type { ReadTransaction, Store, Table } from "./store.ts";

export class LeaseTable {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** What is left of a lease at `nowMs`; 0 when it lapsed, was revoked or never was. */
  leftMs(lease: LeaseId, nowMs: number, transaction?: ReadTransaction): number {
    const record = this.#read(lease, transaction);
    if (!record || record.bootId !== this.#clock.bootId) return 0;
    return Math.max(0, record.deadlineMs - nowMs);
  }

  /** Grants a lease, or gives a living one another deadline. */
  set(lease: LeaseId, deadlineMs: number): void {
    this.#removeDeadline(lease);
    const record: LeaseRecord = { deadlineMs, bootId: this.#clock.bootId };
    this.#store.leases.put(leaseBytes(lease), JSON.stringify(record));
    this.#store.deadlines.put(deadlineBytes(lease, record), PRESENT);
  }

  /** Forgets the lease; its keys are another matter. */
  end(lease: LeaseId): void {
    this.#removeDeadline(lease);
    this.#store.leases.remove(leaseBytes(lease));
  }

  bind(lease: LeaseId, key: EncodedKey): void {
    this.#store.leaseKeys.put(bindingBytes(lease, key), PRESENT);
  }

  unbind(lease: LeaseId, key: EncodedKey): void {
    this.#store.leaseKeys.remove(bindingBytes(lease, key));
  }

  /** The keys bound to a lease, in key order. */
  keysOf(lease: LeaseId, limit?: number): EncodedKey[] {
    const { start, end } = encodePrefix([lease]);
    return keysBetween(this.#store.leaseKeys, start, end, limit).map((binding) =>
      binding.slice(start.length),
    );
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

  #read(lease: LeaseId, transaction?: ReadTransaction): LeaseRecord | undefined {
    const text = this.#store.leases.get(leaseBytes(lease), transaction && { transaction });
    return text === undefined ? undefined : (JSON.parse(text) as LeaseRecord);
  }

  #removeDeadline(lease: LeaseId): void {
    const record = this.#read(lease);
    if (record) this.#store.deadlines.remove(deadlineBytes(lease, record));
  }
}

function keysBetween(table: Table, start: string, end: string, limit?: number): EncodedKey[] {
  const range = { start: keyBytes(start || "\0"), end: keyBytes(end), ...(limit && { limit }) };
  return [...table.getKeys(range)].map(keyOfBytes);
}

function leaseBytes(lease: LeaseId): Buffer {
  return keyBytes(encodeKey([lease]));
}

function bindingBytes(lease: LeaseId, key: EncodedKey): Buffer {
  return keyBytes(encodeKey([lease]) + key);
}

function deadlineBytes(lease: LeaseId, { bootId, deadlineMs }: LeaseRecord): Buffer {
  return keyBytes(encodeKey([bootId, deadlineMs, lease]));
}
