/**
 * Runs a projection: keeps its view up to date, builds it anew when it has to be, and waits.
 *
 *     first start, newer version, gap, or asked for
 *          │
 *          ▼
 *        begin ──▶ fill from a snapshot ──▶ catch up by the feed ──▶ switch ──▶ delete the old one
 *                                                                      │
 *                          wait for a commit that concerns it ◀──▶ apply a batch
 *                                                                      │ apply throws
 *                                                                      ▼
 *                                                    stopped, until a person or a new version says so
 *
 * Readers see the old generation until the switch, which is one commit. All that a runner knows stands
 * in the record: one that is killed anywhere is continued by the next. Any number may run at once;
 * the record's turn lets one of them through.
 */

import { sleep } from "./clock.ts";
import type { CommitNote, Engine, Entry, Revision, Snapshot, Transaction } from "./engine.ts";
import { isHoldfastError } from "./errors.ts";
import { failpoint } from "./failpoints.ts";
import { encodeKey, type Key } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import { openIfRetained } from "./moments.ts";
import type { ProjectionDefinition } from "./projection-definition.ts";
import {
  type Building,
  type FillPosition,
  getProjection,
  newRecord,
  type Poison,
  type ProjectionRecord,
  type ProjectionRequest,
  withNewGeneration,
} from "./projection-record.ts";
import { readSources, untilTouched } from "./projection-sources.ts";
import {
  applyBatch,
  fillPage,
  isStill,
  type Page,
  putRecord,
  type Taking,
  type Turn,
} from "./projection-turns.ts";
import type { Rounds } from "./rounds.ts";
import type { SharedState } from "./state.ts";

export type ProjectionEvent =
  | { readonly kind: "building"; readonly because: "new" | "version" | "gap" | "asked" }
  | { readonly kind: "switched"; readonly generation: number }
  | { readonly kind: "stopped"; readonly poison: Poison }
  /** The store failed; it is tried again. */
  | { readonly kind: "failed"; readonly error: unknown };

export interface RunOptions {
  /** Woken by a commit, it goes on at the end of a round, with whoever shares these. */
  readonly rounds?: Rounds;
  /** At most so many source commits in one transaction. */
  readonly batchCommits?: number;
  readonly tell?: (event: ProjectionEvent) => void;
}

export interface RunningProjection {
  /** Lets the commit that is under way finish. */
  stop(): Promise<void>;
}

const BATCH_COMMITS = 64;
const PAGE_ENTRIES = 64;
const RETRY_MS = 1_000;
/** How often an idle runner looks how far others' commits have come. */
const LOOK_MS = 5_000;
/** An idle checkpoint follows after so many commits that do not concern it. */
const IDLE_COMMITS = 2_000;

export function runProjection(
  state: SharedState,
  definition: ProjectionDefinition,
  options: RunOptions = {},
): RunningProjection {
  const runner = new Runner(state, definition, options);
  const done = runner.run();
  return {
    stop() {
      runner.stop();
      return done;
    },
  };
}

type Filling = ProjectionRecord & { building: Building & { filling: FillPosition } };

class Runner {
  readonly #state: SharedState;
  readonly #engine: Engine;
  readonly #definition: ProjectionDefinition;
  readonly #options: RunOptions;
  readonly #stopping = new AbortController();
  /** Nothing after that generation's checkpoint concerns it up to this revision. */
  #clean = { generation: 0, revision: 0 };

  constructor(state: SharedState, definition: ProjectionDefinition, options: RunOptions) {
    this.#state = state;
    this.#engine = state.engine;
    this.#definition = definition;
    this.#options = options;
  }

  stop(): void {
    this.#stopping.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#step();
      } catch (error) {
        if (isHoldfastError(error, "engine-closed")) return;
        this.#options.tell?.({ kind: "failed", error });
        await sleep(this.#engine.clock, RETRY_MS, signal);
      }
    }
  }

  /** Looks where things stand, and does the next thing that is to be done. */
  async #step(): Promise<void> {
    const { name, version } = this.#definition;
    const { record, request, head } = await this.#look();
    const { building, serving } = record;
    if (record.version > version) {
      return this.#wait([keyspace.projection(name)], head); // A newer definition has taken over.
    }
    if (request?.want === "rebuild") return this.#begin(record, "asked");
    if (request) return this.#restart(record);
    if (record.stopped?.version === version) {
      return this.#wait([keyspace.projectionRequest(name)], head);
    }
    if ((building ?? serving)?.version !== version) {
      return this.#begin(record, serving ? "version" : "new");
    }
    if (building?.filling) return this.#fill(record);
    return this.#follow(record, head);
  }

  async #look() {
    const { name } = this.#definition;
    const snapshot = await this.#engine.snapshot();
    try {
      const record = await snapshot.get<ProjectionRecord>(keyspace.projection(name));
      const request = await snapshot.get<ProjectionRequest>(keyspace.projectionRequest(name));
      const head = { revision: snapshot.revision, at: snapshot.at };
      return { record: record ?? newRecord(this.#definition), request, head };
    } finally {
      snapshot.close();
    }
  }

  async #follow(record: ProjectionRecord, head: { revision: Revision; at: number }): Promise<void> {
    const target = record.building ?? record.serving!;
    const { generation } = target;
    const clean = this.#clean.generation === generation ? this.#clean.revision : 0;
    const { commits, through, gap } = await readSources(this.#engine, this.#definition.sources, {
      after: Math.max(target.revision, clean),
      until: head.revision,
      max: this.#options.batchCommits ?? BATCH_COMMITS,
    });
    if (gap) return this.#begin(record, "gap");
    const caughtUp = through >= head.revision;
    const reached = caughtUp ? head : { revision: through, at: commits.at(-1)!.at };
    if (commits.length > 0 || record.building || this.#hasFallenBack(target, head)) {
      const batch = { commits, through: reached, caughtUp };
      failpoint("projection.before-commit");
      const after = await this.#turn((tx, taking) => applyBatch(tx, record, batch, taking));
      this.#tellOf(record, after);
    } else {
      this.#clean = { generation, revision: through };
      if (record.retired.length === 0) return this.#wait(this.#awaited(), head);
    }
    if (record.retired.length > 0) await this.#discard(record);
  }

  #awaited(): readonly Key[] {
    const { name, sources } = this.#definition;
    return [...sources, keyspace.projectionRequest(name)];
  }

  /**
   * Long before what follows an idle checkpoint is trimmed, the checkpoint moves on: else a restart
   * would find a gap, and a reader would have to look through all that did not concern it.
   */
  #hasFallenBack(
    checkpoint: { revision: Revision; at: number },
    head: { revision: Revision; at: number },
  ): boolean {
    const { commits, ms } = this.#engine.manifest.retention;
    const behind = head.revision - checkpoint.revision;
    return behind > Math.min(IDLE_COMMITS, commits / 4) || head.at - checkpoint.at > ms / 4;
  }

  /**
   * What carries facts of the feed on begins where the old view ends, and the first view at the very
   * beginning, if what follows is retained. Others begin with the present, which is less work.
   */
  async #begin(record: ProjectionRecord, because: "new" | "version" | "gap" | "asked") {
    const { name, carried } = this.#definition;
    const afterGap = because === "gap";
    const seen = record.serving?.revision ?? 0;
    const continued = carried.length > 0 && !afterGap ? seen : undefined;
    const snapshot = await this.#snapshotAt(continued);
    const { revision, at } = snapshot;
    snapshot.close();
    const begun = await this.#turn((tx, { definition }) => {
      if (!isStill(tx, record, { heedless: true })) return undefined;
      tx.delete(keyspace.projectionRequest(name));
      return putRecord(tx, withNewGeneration(record, definition, { revision, at, afterGap }));
    });
    if (begun) this.#options.tell?.({ kind: "building", because });
  }

  /** As of that revision; the present, when it is undefined or no longer retained. */
  async #snapshotAt(revision: Revision | undefined): Promise<Snapshot> {
    const asked = revision === undefined ? undefined : { revision };
    return (await openIfRetained(this.#engine, asked)) ?? this.#engine.snapshot();
  }

  async #restart(record: ProjectionRecord): Promise<void> {
    await this.#turn((tx) => {
      if (!isStill(tx, record, { heedless: true })) return undefined;
      tx.delete(keyspace.projectionRequest(record.name));
      const { stopped: _tried, ...rest } = record;
      return putRecord(tx, rest);
    });
  }

  /** Page by page, from the entries that the old view gives on, then from each source. */
  async #fill(record: ProjectionRecord): Promise<void> {
    const { revision } = record.building!;
    const old = await this.#engine.snapshot();
    const source = await this.#snapshotAt(revision);
    try {
      // What it began from has been trimmed meanwhile: it begins anew.
      if (source.revision !== revision) return await this.#begin(record, "gap");
      let current: Turn = record;
      while (current && isFilling(current) && !this.#stopping.signal.aborted) {
        const before: Filling = current;
        const page = await this.#page(before, { old, source });
        current = await this.#turn((tx, taking) => fillPage(tx, before, page, taking));
        this.#tellOf(before, current);
        if (current?.stopped) return;
      }
    } finally {
      old.close();
      source.close();
    }
  }

  async #page(record: Filling, from: { old: Snapshot; source: Snapshot }): Promise<Page> {
    const { range, after } = record.building.filling;
    const ranges = this.#fillRanges(record);
    const { prefix, carried, ownFrom = 0 } = ranges[range]!;
    const snapshot = carried ? from.old : from.source;
    const cut = after && carried ? [...prefix.slice(0, ownFrom), ...after] : after;
    const found = await snapshot.range({
      ...{ prefix, limit: PAGE_ENTRIES },
      ...(cut && { after: cut }),
    });
    const entries: Entry[] = found.map(({ key, value }) => ({ key: key.slice(ownFrom), value }));
    const last = entries.at(-1)?.key;
    const isLastPage = entries.length < PAGE_ENTRIES;
    const following = range + 1 < ranges.length ? { range: range + 1 } : undefined;
    return { entries, carried, next: isLastPage || !last ? following : { range, after: last } };
  }

  #fillRanges({ serving, name }: ProjectionRecord) {
    const { carried, sources } = this.#definition;
    const old = keyspace.projectionView(name, serving?.generation ?? 0);
    const inOrder = [...sources].sort((a, b) => (encodeKey(a) < encodeKey(b) ? -1 : 1));
    return [
      ...carried.map((own) => ({ prefix: [...old, ...own], carried: true, ownFrom: old.length })),
      ...inOrder.map((prefix) => ({ prefix, carried: false, ownFrom: 0 })),
    ];
  }

  /** Deletes some of what is left of an old generation; when nothing is left, forgets it. */
  async #discard({ name, retired }: ProjectionRecord): Promise<void> {
    const generation = retired[0]!;
    const limit = this.#engine.manifest.transactionKeysMax - 1;
    const prefix = keyspace.projectionView(name, generation);
    const left = await this.#state.read((snapshot) => snapshot.range({ prefix, limit }));
    await this.#state.transact((tx) => {
      for (const { key } of left) tx.delete(key);
      const record = getProjection(tx, name);
      if (!record || left.length === limit) return;
      const others = record.retired.filter((each) => each !== generation);
      putRecord(tx, { ...record, retired: others });
    }, this.#note);
  }

  async #turn(take: (tx: Transaction, taking: Taking) => Turn): Promise<Turn> {
    const { clock, manifest } = this.#engine;
    const taking = { definition: this.#definition, limits: manifest, now: clock.wallMs() };
    return (await this.#state.transact((tx) => take(tx, taking), this.#note)).value;
  }

  get #note(): CommitNote {
    return { cause: "projection-advanced", correlation: this.#definition.name };
  }

  #tellOf(before: ProjectionRecord, after: Turn): void {
    if (after?.stopped) this.#options.tell?.({ kind: "stopped", poison: after.stopped });
    if (after?.serving && after.serving.generation !== before.serving?.generation) {
      this.#options.tell?.({ kind: "switched", generation: after.serving.generation });
    }
  }

  /** Until something is committed under one of the prefixes, and a little longer. */
  async #wait(prefixes: readonly Key[], { revision }: { revision: Revision }): Promise<void> {
    const { clock } = this.#engine;
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    const wake = new AbortController();
    const stop = () => wake.abort();
    signal.addEventListener("abort", stop);
    const cancel = clock.after(LOOK_MS, stop);
    try {
      await untilTouched(this.#engine, prefixes, revision, wake.signal);
      await this.#options.rounds?.end(signal);
    } finally {
      cancel();
      signal.removeEventListener("abort", stop);
    }
  }
}

function isFilling(record: ProjectionRecord): record is Filling {
  return record.building?.filling !== undefined;
}
