/**
 * What a transaction's body writes, held back until the body has returned.
 *
 * Every engine runs a body over one of these: the body reads its own writes through the buffer, the
 * port's limits are enforced in this one place, and a body that throws leaves nothing behind because
 * nothing had been written. The engine then applies `writes` and `leases` in one commit.
 *
 *     body ── get ──▶ buffer ── miss ──▶ engine's committed state
 *          ── put ──▶ buffer ═══════ all at once, after the body ═══▶ engine
 */

import type { Body, LeaseId, Manifest, Transaction } from "./engine.ts";
import { HoldfastError } from "./errors.ts";
import { type EncodedKey, encodeKey, type Key } from "./keys.ts";
import { atPace } from "./pace.ts";

/** A committed key, as the engine stores it. */
export interface StoredValue {
  readonly json: string;
  readonly lease?: LeaseId;
}

/** The committed state that a body reads, standing still while the body runs. */
export interface CommittedState {
  /** As stored: also when the key's lease has lapsed and was not reaped yet. */
  read(key: EncodedKey): StoredValue | undefined;
  /** What is left of a lease at the instant of this transaction; 0 when it has ended. */
  leaseLeftMs(lease: LeaseId): number;
  /** An id that no lease of this store has had, also if this transaction should be dropped. */
  newLeaseId(): LeaseId;
}

export interface BufferedWrite {
  readonly key: Key;
  /** Undefined: deleted. */
  readonly stored: StoredValue | undefined;
}

export type LeaseChange =
  | { readonly kind: "granted" | "renewed"; readonly forMs: number }
  | { readonly kind: "revoked" };

export class TransactionBuffer implements Transaction {
  /** In the order of first writing. The last write of a key wins. */
  readonly writes = new Map<EncodedKey, BufferedWrite>();
  readonly leases = new Map<LeaseId, LeaseChange>();
  readonly #state: CommittedState;
  readonly #limits: Manifest;
  #finished = false;

  constructor(state: CommittedState, limits: Manifest) {
    this.#state = state;
    this.#limits = limits;
  }

  /** Runs the body over this buffer. Whatever it throws comes through. */
  run<T>(body: Body<T>): T {
    try {
      const value = body(this);
      if (value instanceof Promise) {
        value.catch(() => {}); // The caller gets our error; the promise has nobody else.
        throw new HoldfastError("transaction-asynchronous");
      }
      return value;
    } finally {
      this.#finished = true;
    }
  }

  /** Must anything be committed? Renewals alone make no commit: they leave no history. */
  get changesState(): boolean {
    if (this.writes.size > 0) return true;
    return [...this.leases.values()].some((change) => change.kind !== "renewed");
  }

  get<T>(key: Key): T | undefined {
    this.#mustBeRunning();
    const encoded = this.#encode(key);
    const write = this.writes.get(encoded);
    const stored = write ? write.stored : this.#state.read(encoded);
    if (!stored) return undefined;
    if (stored.lease !== undefined && this.leaseLeftMs(stored.lease) === 0) return undefined;
    return JSON.parse(stored.json) as T;
  }

  put(key: Key, value: unknown, { lease }: { lease?: LeaseId } = {}): void {
    this.#mustBeRunning();
    const encoded = this.#encode(key);
    const json = this.#serialize(key, value);
    if (lease !== undefined && this.leaseLeftMs(lease) === 0) {
      throw new HoldfastError("lease-lapsed", { problem: `Lease ${lease} has ended.` });
    }
    this.#write(encoded, {
      key: [...key],
      stored: lease === undefined ? { json } : { json, lease },
    });
  }

  delete(key: Key): void {
    this.#mustBeRunning();
    const encoded = this.#encode(key);
    if (this.writes.has(encoded) || this.#state.read(encoded)) {
      this.#write(encoded, { key: [...key], stored: undefined });
    }
  }

  lease(forMs: number): LeaseId {
    this.#mustBeRunning();
    this.#checkLease(forMs);
    const lease = this.#state.newLeaseId();
    this.leases.set(lease, { kind: "granted", forMs: atPace(forMs) });
    return lease;
  }

  renew(lease: LeaseId, forMs: number): boolean {
    this.#mustBeRunning();
    this.#checkLease(forMs);
    if (this.leaseLeftMs(lease) === 0) return false;
    const kind = this.leases.get(lease)?.kind === "granted" ? "granted" : "renewed";
    this.leases.set(lease, { kind, forMs: atPace(forMs) });
    return true;
  }

  revoke(lease: LeaseId): void {
    this.#mustBeRunning();
    if (this.leaseLeftMs(lease) === 0) return;
    this.leases.set(lease, { kind: "revoked" });
    for (const [encoded, { key, stored }] of this.writes) {
      if (stored?.lease === lease) this.writes.set(encoded, { key, stored: undefined });
    }
  }

  leaseLeftMs(lease: LeaseId): number {
    this.#mustBeRunning();
    const change = this.leases.get(lease);
    if (!change) return this.#state.leaseLeftMs(lease);
    return change.kind === "revoked" ? 0 : change.forMs;
  }

  #write(encoded: EncodedKey, write: BufferedWrite): void {
    const max = this.#limits.transactionKeysMax;
    if (this.writes.size >= max && !this.writes.has(encoded)) {
      throw new HoldfastError("transaction-too-large", {
        problem: `The transaction writes more than ${max} keys.`,
      });
    }
    this.writes.set(encoded, write);
  }

  #encode(key: Key): EncodedKey {
    if (key.length === 0) throw new HoldfastError("key-invalid", { problem: "The key is empty." });
    const encoded = encodeKey(key);
    if (encoded.length > this.#limits.keyBytesMax) {
      throw new HoldfastError("key-too-large", {
        problem: `A key takes ${encoded.length} bytes of at most ${this.#limits.keyBytesMax}.`,
      });
    }
    return encoded;
  }

  #serialize(key: Key, value: unknown): string {
    const json = toJson(value);
    if (json === undefined) {
      throw new HoldfastError("value-invalid", { problem: `The value at ${key.join("/")}.` });
    }
    // A JSON string has at most three bytes of UTF-8 a char: count bytes only when it may matter.
    const max = this.#limits.valueBytesMax;
    if (json.length * 3 > max && Buffer.byteLength(json) > max) {
      throw new HoldfastError("value-too-large", {
        problem: `The value at ${key.join("/")} takes more than ${max} bytes.`,
      });
    }
    return json;
  }

  #checkLease(forMs: number): void {
    if (!(Number.isFinite(forMs) && forMs >= this.#limits.leaseMsMin)) {
      throw new HoldfastError("lease-too-short", {
        problem: `A lease of ${forMs} ms was asked for; the shortest is ${this.#limits.leaseMsMin}.`,
      });
    }
  }

  #mustBeRunning(): void {
    if (this.#finished) throw new HoldfastError("transaction-finished");
  }
}

/** Undefined for whatever JSON cannot carry: a function, and a bigint or a circle, which throw. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
