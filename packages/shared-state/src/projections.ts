/**
 * Projections: views that follow the state, a little behind it.
 *
 *     commits ──feed──▶ runner ──one commit: entries and checkpoint──▶ view ──▶ readers
 *
 * A view converges: it shows the state as it was at its checkpoint, and a reader is told how far
 * behind that is. Who needs more says `atLeast`, the revision of a reply that they have seen: the
 * read waits until the view covers it, or is refused with the distance.
 *
 * A checkpoint moves with commits that concern the projection, and else only now and then, long before
 * what follows it is trimmed. That it *covers* a later revision is found by looking at what has been
 * committed since: if nothing of it concerns the projection, the view is what it would be at that
 * revision. So nothing has to be written for each commit.
 */

import { sleep } from "./clock.ts";
import type { Revision, Snapshot, Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";
import { atPace } from "./pace.ts";
import {
  type Generation,
  type Poison,
  type ProjectionRecord,
  rebuildProjection,
  restartProjection,
} from "./projection-record.ts";
import { countUnseen, type Unseen, untilTouched } from "./projection-sources.ts";
import { type ProjectionReader, readGeneration } from "./projection-view.ts";
import type { SharedState } from "./state.ts";
import { untilCommitted } from "./watches.ts";

export interface Lag {
  /** So many commits that concern the projection it has not applied; of many, an upper bound. */
  readonly lagRevisions: number;
  /** How long ago the first of them was committed. */
  readonly lagMs: number;
}

/** What a read is of. */
export interface ReadFrom extends Lag {
  /** The view is as the state was at this revision. */
  readonly revision: Revision;
  readonly generation: number;
  readonly version: number;
}

export interface ProjectionReadOptions {
  /** The view must cover this revision. */
  readonly atLeast?: Revision;
  /** Wait so long for it; 0 or absent: not at all. */
  readonly waitMsMax?: number;
  readonly signal?: AbortSignal;
}

export type ProjectionRead<T> =
  | Granted<{ value: T; from: ReadFrom }>
  | Refused<"projection-behind", Lag & { checkpoint: Revision; head: Revision }>;

export interface ProjectionStatus extends Lag {
  readonly name: string;
  /** `building` also while an older generation still serves. */
  readonly state: "building" | "live" | "stopped";
  readonly version: number;
  /** What readers see; absent until it has been built for the first time. */
  readonly serving?: Generation;
  readonly building?: Generation;
  readonly stopped?: Poison;
  readonly gaps: number;
}

/** What a view shows, and the first commit that it should and does not. */
interface Standing {
  /** Nothing that concerns it was committed between its checkpoint and this revision. */
  readonly covers: Revision;
  readonly missed?: Unseen["first"];
}

/** Of what a view has not seen, so many commits are looked at to tell those that concern it. */
const COUNTED_MAX = 100;

export class Projections {
  readonly #state: SharedState;
  /** Of each view: up to where nothing has been committed that it has not seen. Spares looking again. */
  readonly #clean = new Map<string, Revision>();

  constructor(state: SharedState) {
    this.#state = state;
  }

  /** Runs `look` on a whole generation, at one revision. */
  async read<T>(
    { name }: { readonly name: string },
    look: (view: ProjectionReader, from: ReadFrom) => Promise<T>,
    { atLeast = 0, waitMsMax = 0, signal }: ProjectionReadOptions = {},
  ): Promise<ProjectionRead<T>> {
    const giveUp = new AbortController();
    const until = signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal;
    if (waitMsMax <= 0) giveUp.abort();
    const patienceMs = atPace(waitMsMax);
    const patience = sleep(this.#state.clock, patienceMs, until).then(() => giveUp.abort());
    try {
      for (;;) {
        const isLast = until.aborted;
        const { outcome, revision } = await this.#tryRead(name, look, { atLeast, isLast });
        if (outcome) return outcome;
        if (revision < atLeast) await untilCommitted(this.#state.engine, atLeast, until);
        else await untilTouched(this.#state.engine, [keyspace.projection(name)], revision, until);
      }
    } finally {
      giveUp.abort();
      await patience;
    }
  }

  /** Of every projection that anybody has run here, in the order of their names. */
  status(): Promise<ProjectionStatus[]> {
    return this.#state.read((snapshot) => this.statusIn(snapshot));
  }

  /** The same, as of a snapshot of the caller's: so it is known which revision it speaks of. */
  async statusIn(snapshot: Snapshot): Promise<ProjectionStatus[]> {
    const records = await snapshot.range<ProjectionRecord>({ prefix: keyspace.projections() });
    return Promise.all(records.map(({ value }) => this.#statusOf(snapshot, value)));
  }

  /** Has a projection that stopped tried again; false: there is none of that name. */
  restart(name: string): Promise<boolean> {
    return this.#ask((tx) => restartProjection(tx, name), "projection-restart-requested");
  }

  /** Has it built anew; until that is done, readers see what there is. */
  rebuild(name: string): Promise<boolean> {
    return this.#ask((tx) => rebuildProjection(tx, name), "projection-rebuild-requested");
  }

  async #ask(body: (tx: Transaction) => boolean, cause: string): Promise<boolean> {
    return (await this.#state.transact(body, { cause })).value;
  }

  /** No outcome: it has not come so far, and there is still time. */
  async #tryRead<T>(
    name: string,
    look: (view: ProjectionReader, from: ReadFrom) => Promise<T>,
    { atLeast, isLast }: { atLeast: Revision; isLast: boolean },
  ): Promise<{ outcome?: ProjectionRead<T>; revision: Revision }> {
    const snapshot = await this.#state.engine.snapshot();
    const { revision: head } = snapshot;
    try {
      const record = await snapshot.get<ProjectionRecord>(keyspace.projection(name));
      const standing = await this.#standing(snapshot, record);
      const { covers } = standing;
      const serving = covers >= atLeast ? record?.serving : undefined;
      if (!serving && !isLast) return { revision: head };
      const lag = await this.#lag(snapshot, record, standing);
      if (!serving) {
        const checkpoint = record?.serving?.revision ?? 0;
        return {
          outcome: refused("projection-behind", { checkpoint, head, ...lag }),
          revision: head,
        };
      }
      const { generation, version } = serving;
      const from = { revision: covers, generation, version, ...lag };
      const value = await look(readGeneration(snapshot, name, generation), from);
      return { outcome: granted({ value, from }), revision: head };
    } finally {
      snapshot.close();
    }
  }

  async #standing(snapshot: Snapshot, record: ProjectionRecord | undefined): Promise<Standing> {
    const serving = record?.serving;
    const until = snapshot.revision;
    if (!serving) return { covers: 0 };
    const { name, sources } = record;
    // A newer generation is never behind the one that it replaces: what was clean stays clean.
    const clean = Math.min(this.#clean.get(name) ?? 0, until);
    const after = Math.max(serving.revision, clean);
    const span = { after, until, max: 1 };
    const { first: missed } = await countUnseen(this.#state.engine, sources, span);
    const covers = missed ? missed.revision - 1 : Math.max(after, until);
    this.#clean.set(name, covers);
    return { covers, ...(missed && { missed }) };
  }

  async #lag(
    { revision: until }: Snapshot,
    record: ProjectionRecord | undefined,
    { covers, missed }: Standing,
  ): Promise<Lag> {
    if (!record?.serving) return { lagRevisions: until, lagMs: 0 };
    if (!missed) return { lagRevisions: 0, lagMs: 0 };
    const { engine, clock } = this.#state;
    const span = { after: covers, until, max: COUNTED_MAX };
    const { commits } = await countUnseen(engine, record.sources, span);
    const since = missed.at ?? record.serving.at;
    return { lagRevisions: commits, lagMs: Math.max(0, clock.wallMs() - since) };
  }

  async #statusOf(snapshot: Snapshot, record: ProjectionRecord): Promise<ProjectionStatus> {
    const { name, version, serving, building, stopped, gaps } = record;
    const lag = await this.#lag(snapshot, record, await this.#standing(snapshot, record));
    const state = stopped ? "stopped" : building ? "building" : "live";
    return {
      ...{ name, state, version, gaps, ...lag },
      ...(serving && { serving }),
      ...(building && { building }),
      ...(stopped && { stopped }),
    };
  }
}
