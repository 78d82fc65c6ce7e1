/**
 * Roles: what a process may write.
 *
 *     state.transact(body) ──▶ put(["document", "room", "hopper"]) ──▶ does the role cover the key?
 *                                                        no: role-violation, nothing is committed,
 *                                                            and the attempt is recorded
 *
 * A role is a name and the keys that it covers, as patterns. It is checked at the moment of writing,
 * inside the transaction; reading is free, and so are leases. Whoever maps the state's file could
 * write past it: inside a process a role is a guard rail against mistakes, not a wall against malice.
 * That one stands at the gateway.
 */

import type { CommitNote, Engine, LeaseId, Transaction } from "./engine.ts";
import { engineAround } from "./engine-around.ts";
import { HoldfastError } from "./errors.ts";
import type { Key, KeyPart } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import type { SagaDefinition } from "./saga-definition.ts";
import { DEADLINE_QUEUE } from "./sagas.ts";
import type { Violations } from "./violations.ts";

/** The beginning of a key, part by part; of a text part also only its beginning. */
export type KeyPattern = readonly (KeyPart | { readonly startsWith: string })[];

export interface Role {
  readonly name: string;
  /** Every key that begins with one of these may be written. */
  readonly writes: readonly KeyPattern[];
}

export function defineRole(name: string, { writes }: { writes: readonly KeyPattern[] }): Role {
  return { name, writes };
}

/** What everybody writes who serves sagas: their records, and the next one's task, whoever that is. */
export function sagaWrites(definitions: readonly SagaDefinition[]): KeyPattern[] {
  const agents = new Set(definitions.flatMap(({ steps }) => steps.map(({ by }) => by)));
  return [
    keyspace.sagas(),
    keyspace.openSagas(),
    ...[DEADLINE_QUEUE, ...agents].flatMap(taskWrites),
  ];
}

/** Whatever there is to be written about the tasks of a queue, except its lanes. */
export function taskWrites(queue: string): KeyPattern[] {
  return [
    keyspace.queue(queue),
    [...keyspace.deadLetters(), queue],
    keyspace.taskResults(queue),
    keyspace.artifactsOfQueue(queue),
  ];
}

/** The diaries of all resources of a kind, for example `room/`. */
export function diaryWrites(resources: string): KeyPattern {
  return [...keyspace.diaries(), { startsWith: resources }];
}

/** A process announces itself, under its role's name. */
export function presenceWrites(role: string): KeyPattern[] {
  return [keyspace.presence(role), [...keyspace.presences(), { startsWith: `${role}/` }]];
}

/** Does the role cover the key? Made once, so that asking costs a few look-ups. */
export function coverageOf({ writes }: Role): (key: Key) => boolean {
  const root = newNode();
  for (const pattern of writes) addPattern(root, pattern);
  return (key) => covers(root, key, 0);
}

/**
 * The same engine, on which only the role's keys can be written.
 * @throws HoldfastError `role-violation`, from its transactions and from `erase`
 */
export function withRole(engine: Engine, role: Role, violations: Violations): Engine {
  const mayWrite = coverageOf(role);
  const report = (key: Key, { actor, cause, correlation }: CommitNote = {}) =>
    violations.report({
      ...{ code: "role-violation", role: role.name, actor: actor ?? violations.process, key },
      ...(cause === undefined ? {} : { cause }),
      ...(correlation === undefined ? {} : { correlation }),
    });
  return engineAround(engine, {
    async transact(body, options) {
      let guarded: GuardedTransaction | undefined;
      try {
        return await engine.transact((tx) => {
          guarded = new GuardedTransaction(tx, role.name, mayWrite);
          const value = body(guarded);
          // A body that swallows the error commits nothing all the same.
          if (guarded.refused) throw guarded.refused.error;
          return value;
        }, options);
      } catch (error) {
        if (guarded?.refused) await report(guarded.refused.key, options);
        throw error;
      }
    },
    async erase(keys, note) {
      const foreign = keys.find((key) => !mayWrite(key));
      if (foreign) {
        await report(foreign, note);
        throw violationOf(role.name, foreign);
      }
      return engine.erase(keys, { ...note, process: violations.process });
    },
    async close() {
      await violations.close();
      await engine.close();
    },
  });
}

interface Refusal {
  readonly key: Key;
  readonly error: HoldfastError;
}

/** Passes everything on but the writes that the role does not cover. */
class GuardedTransaction implements Transaction {
  refused: Refusal | undefined;
  readonly #tx: Transaction;
  readonly #role: string;
  readonly #mayWrite: (key: Key) => boolean;

  constructor(tx: Transaction, role: string, mayWrite: (key: Key) => boolean) {
    this.#tx = tx;
    this.#role = role;
    this.#mayWrite = mayWrite;
  }

  put(key: Key, value: unknown, options?: { lease?: LeaseId }): void {
    if (!this.#mayWrite(key)) this.#refuse(key);
    this.#tx.put(key, value, options);
  }

  delete(key: Key): void {
    if (!this.#mayWrite(key)) this.#refuse(key);
    this.#tx.delete(key);
  }

  get<T>(key: Key): T | undefined {
    return this.#tx.get<T>(key);
  }

  leaseLeftMs(lease: LeaseId): number {
    return this.#tx.leaseLeftMs(lease);
  }

  lease(forMs: number): LeaseId {
    return this.#tx.lease(forMs);
  }

  renew(lease: LeaseId, forMs: number): boolean {
    return this.#tx.renew(lease, forMs);
  }

  revoke(lease: LeaseId): void {
    this.#tx.revoke(lease);
  }

  #refuse(key: Key): never {
    const error = violationOf(this.#role, key);
    this.refused ??= { key: [...key], error };
    throw error;
  }
}

function violationOf(role: string, key: Key): HoldfastError {
  const problem = `The role ${role} may not write ${JSON.stringify(key)}.`;
  return new HoldfastError("role-violation", { problem });
}

/** Patterns as a tree of key parts: what they have in common is looked at once. */
interface Node {
  /** Every key that comes this far is covered. */
  covered: boolean;
  readonly parts: Map<KeyPart, Node>;
  readonly beginnings: { readonly startsWith: string; readonly node: Node }[];
}

function newNode(): Node {
  return { covered: false, parts: new Map(), beginnings: [] };
}

function addPattern(root: Node, pattern: KeyPattern): void {
  let node = root;
  for (const part of pattern) {
    const next = newNode();
    if (typeof part === "object") {
      node.beginnings.push({ startsWith: part.startsWith, node: next });
      node = next;
    } else {
      const known = node.parts.get(part) ?? next;
      node.parts.set(part, known);
      node = known;
    }
  }
  node.covered = true;
}

/** Most patterns have exact parts only: then it is one look-up for each. */
function covers(root: Node, key: Key, from: number): boolean {
  let node = root;
  for (let at = from; !node.covered; at++) {
    if (node.beginnings.length > 0 && coversByBeginning(node, key, at)) return true;
    const next = at < key.length ? node.parts.get(key[at]!) : undefined;
    if (!next) return false;
    node = next;
  }
  return true;
}

function coversByBeginning({ beginnings }: Node, key: Key, at: number): boolean {
  const part = key[at];
  if (typeof part !== "string") return false;
  for (const { startsWith, node } of beginnings) {
    if (part.startsWith(startsWith) && covers(node, key, at + 1)) return true;
  }
  return false;
}
