/**
 * The shared state as its users see it: every primitive, bound to an engine and to who is acting.
 *
 * Each method is one transaction around one of the functions of `tx` that this package exports. To do
 * several things in one commit, call those functions in a `transact` of your own.
 */

import type { ZodType } from "zod";
import { Audit } from "./audit.ts";
import { Tasks } from "./bound-tasks.ts";
import type { Clock } from "./clock.ts";
import type { Slot } from "./diaries.ts";
import {
  type Document,
  type DocumentDeleted,
  type DocumentSaved,
  deleteDocument,
  listDocuments,
  putDocument,
  readDocument,
  type VersionGuard,
} from "./documents.ts";
import type { Body, CommitOptions, Committed, Engine, Revision, Snapshot } from "./engine.ts";
import { failpoint } from "./failpoints.ts";
import { fencedEngine } from "./fenced-engine.ts";
import {
  confirmHold,
  type Hold,
  type HoldPlaced,
  placeHold,
  releaseHold,
  renewHold,
} from "./holds.ts";
import { newId } from "./ids.ts";
import { keyspace } from "./keyspace.ts";
import type { LockRef } from "./lock-queue.ts";
import { Locks } from "./locks.ts";
import { type RetainedSince, retainedSince } from "./moments.ts";
import { Projections } from "./projections.ts";
import { type Role, withRole } from "./roles.ts";
import type { SagaDefinition } from "./saga-definition.ts";
import { type Acting, hasEnded, type Saga, startSaga } from "./sagas.ts";
import { type ReadOptions, reachRevision, Session } from "./sessions.ts";
import {
  type AsOf,
  type Fold,
  foldEvents,
  type NewEvent,
  readEvents,
  type StoredEvent,
  type StreamId,
} from "./streams.ts";
import { Violations } from "./violations.ts";
import { inSnapshot, type WaitingForValue, waitForValue } from "./watches.ts";

export interface OpenOptions {
  readonly engine: Engine;
  /** Who acts, for example `room-agent/1`. Noted in every commit. */
  readonly actor: string;
  /** What may be written through this handle; without one, anything. */
  readonly role?: Role | undefined;
}

export function openSharedState({ engine, actor, role }: OpenOptions): SharedState {
  if (!role) return new SharedState(engine, actor);
  return new SharedState(withRole(engine, role, new Violations(engine, actor)), actor);
}

export class SharedState {
  readonly engine: Engine;
  readonly actor: string;
  readonly clock: Clock;
  /** Every write through this handle is fenced by these; see `Locks.run`. */
  readonly heldLocks: readonly LockRef[];
  readonly holds: Holds;
  readonly locks: Locks;
  readonly projections: Projections;
  readonly sagas: Sagas;
  readonly tasks: Tasks;
  readonly audit: Audit;
  /** For refusals that this handle's own role does not make, such as the gateway's. */
  readonly violations: Violations;

  constructor(engine: Engine, actor: string, heldLocks: readonly LockRef[] = []) {
    this.engine = engine;
    this.actor = actor;
    this.heldLocks = heldLocks;
    this.clock = engine.clock;
    this.holds = new Holds(this);
    this.locks = new Locks(this);
    this.projections = new Projections(this);
    this.sagas = new Sagas(this);
    this.tasks = new Tasks(this);
    this.audit = new Audit(engine);
    this.violations = new Violations(engine, actor);
  }

  /** Runs a body of your own; see `Engine.transact`. */
  transact<T>(body: Body<T>, options: CommitOptions = {}): Promise<Committed<T>> {
    return this.engine.transact(body, { actor: this.actor, ...options, process: this.actor });
  }

  /**
   * Reads at one revision: of the present, at least `atLeast`, or of an earlier moment.
   * @throws HoldfastError `revision-in-the-future`, `revision-not-retained`
   */
  async read<T>(
    look: (snapshot: Snapshot) => Promise<T>,
    { atLeast, moment, ...reaching }: ReadOptions = {},
  ): Promise<T> {
    if (atLeast !== undefined) await reachRevision(this.engine, atLeast, reaching);
    return (await inSnapshot(this.engine, look, moment)).found;
  }

  /** Reads and writes that never fall behind what has been seen; see `sessions.ts`. */
  session(seen: Revision = 0): Session {
    return new Session(this, seen);
  }

  /** How far back the whole state can be read; see `moments.ts`. */
  retainedSince(): Promise<RetainedSince> {
    return retainedSince(this.engine);
  }

  documents<T>(collection: string, schema: ZodType<T>): Documents<T> {
    return new Documents(this, collection, schema);
  }

  stream<State, Event extends NewEvent>(stream: StreamId, fold: Fold<State, Event>) {
    return {
      events: (options: { asOf?: AsOf } = {}): Promise<StoredEvent<Event>[]> =>
        readEvents<Event>(this.engine, stream, options),
      fold: async (options: { asOf?: AsOf } = {}): Promise<State> =>
        foldEvents(await readEvents<Event>(this.engine, stream, options), fold),
    };
  }

  /** A handle whose writes happen only while these locks are held, beside those it has already. */
  fencedBy(locks: readonly LockRef[]): SharedState {
    const engine = fencedEngine(this.engine, locks);
    return new SharedState(engine, this.actor, [...this.heldLocks, ...locks]);
  }

  /** Who acts and when, for the functions of `tx` that record it. */
  acting(): Acting {
    return { by: this.actor, now: this.clock.wallMs() };
  }

  /** Sorts by the time at which it was made; see `ids.ts`. */
  newId(): string {
    return newId(this.clock.wallMs());
  }

  async close(): Promise<void> {
    await this.violations.close();
    await this.engine.close();
  }
}

export class Documents<T> {
  readonly #state: SharedState;
  readonly #collection: string;
  readonly #schema: ZodType<T>;

  constructor(state: SharedState, collection: string, schema: ZodType<T>) {
    this.#state = state;
    this.#collection = collection;
    this.#schema = schema;
  }

  get(id: string, options: ReadOptions = {}): Promise<Document<T> | undefined> {
    const look = (snapshot: Snapshot) => readDocument<T>(snapshot, this.#collection, id);
    return this.#state.read(look, options);
  }

  /** In the order of their ids. */
  list(options: ReadOptions = {}): Promise<Document<T>[]> {
    const look = (snapshot: Snapshot) => listDocuments<T>(snapshot, this.#collection);
    return this.#state.read(look, options);
  }

  /** @throws ZodError when the value does not fit the collection's schema */
  async replace(id: string, value: T, guard: VersionGuard = {}): Promise<DocumentSaved<T>> {
    const checked = this.#schema.parse(value);
    const body: Body<DocumentSaved<T>> = (tx) =>
      putDocument(tx, this.#collection, id, checked, guard);
    return (await this.#state.transact(body, { cause: "document-replaced" })).value;
  }

  /**
   * Reads, decides, and writes if nobody was quicker; else decides again. `decide` may take its time
   * and may run more than once; undefined means: leave it.
   */
  async update(
    id: string,
    decide: (current: Document<T> | undefined) => T | undefined | Promise<T | undefined>,
  ): Promise<Document<T> | undefined> {
    for (;;) {
      const current = await this.get(id);
      const value = await decide(current);
      if (value === undefined) return current;
      failpoint("document.before-replacement");
      const saved = await this.replace(id, value, { ifVersion: current?.version ?? 0 });
      if (saved.ok) return saved.document;
    }
  }

  async delete(id: string, guard: VersionGuard = {}): Promise<DocumentDeleted<T>> {
    const body: Body<DocumentDeleted<T>> = (tx) => deleteDocument(tx, this.#collection, id, guard);
    return (await this.#state.transact(body, { cause: "document-deleted" })).value;
  }
}

class Holds {
  readonly #state: SharedState;

  constructor(state: SharedState) {
    this.#state = state;
  }

  async place(
    slot: Slot,
    request: { by: string; forMs: number; id?: string },
  ): Promise<HoldPlaced> {
    const now = this.#state.clock.wallMs();
    const id = request.id ?? this.#state.newId();
    const complete = { ...request, id, now, underLocks: this.#state.heldLocks };
    const note = { cause: "hold-placed" };
    return (await this.#state.transact((tx) => placeHold(tx, slot, complete), note)).value;
  }

  async renew({ id, fence }: HoldRef, { forMs }: { forMs: number }) {
    const note = { cause: "hold-renewed" };
    return (await this.#state.transact((tx) => renewHold(tx, id, { fence, forMs }), note)).value;
  }

  async confirm({ id, fence }: HoldRef, { booking }: { booking: string }) {
    const note = { cause: "hold-confirmed" };
    return (await this.#state.transact((tx) => confirmHold(tx, id, { fence, booking }), note))
      .value;
  }

  async release({ id, fence }: HoldRef) {
    const note = { cause: "hold-released" };
    return (await this.#state.transact((tx) => releaseHold(tx, id, { fence }), note)).value;
  }
}

/** Which hold, and as whose: see `Hold.fence`. */
export type HoldRef = Pick<Hold, "id" | "fence">;

class Sagas {
  readonly #state: SharedState;

  constructor(state: SharedState) {
    this.#state = state;
  }

  async start(
    definition: SagaDefinition,
    request: { id: string; subject: string; input: unknown },
  ) {
    const acting = this.#state.acting();
    const underLocks = this.#state.heldLocks;
    const body: Body<ReturnType<typeof startSaga>> = (tx) =>
      startSaga(tx, definition, { ...request, underLocks }, acting);
    return (await this.#state.transact(body, { cause: "saga-started", correlation: request.id }))
      .value;
  }

  get(id: string): Promise<Saga | undefined> {
    return this.#state.read((snapshot) => snapshot.get<Saga>(keyspace.saga(id)));
  }

  /** The saga once it has ended, and the revision at which it was seen; undefined: not in time. */
  async ended(id: string, waiting: WaitingForValue) {
    const ended = (saga: Saga | undefined) => (saga && hasEnded(saga) ? saga : undefined);
    const seen = await waitForValue(this.#state.engine, keyspace.saga(id), ended, waiting);
    return seen && { saga: seen.found, revision: seen.revision };
  }
}
