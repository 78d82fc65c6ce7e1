/**
 * Audit: who changed what, when and why.
 *
 * Every commit notes the person or agent who acted, the process that did it, the cause, and the
 * request to which it belongs (its correlation). An audit is a query over the commits that are still
 * retained; that earlier ones are not is said, never passed over.
 *
 *     state.audit.query({ correlation: "book-m1" })
 *     → 41 person/ada       gateway/1         booking-started
 *       42 room-agent/1     room-agent/1      hold-room        …
 *
 * The latest first, the log is read in windows from its end backwards. What is found is bounded by
 * `limit`, what is looked at by `lookAtMax`, and others get their turn while it is looked for.
 */

import type { Change, Commit, CommitNote, Engine, Gap, Revision } from "./engine.ts";
import type { Key } from "./keys.ts";
import { openIfRetained } from "./moments.ts";
import type { RevisionSpan } from "./projection-sources.ts";

/** Every condition has to hold; one that is left out always does. */
export interface AuditQuery {
  /** Commits that changed a key with this prefix; of them, only those keys are told. */
  readonly key?: Key;
  /** Of the note: exactly so. */
  readonly actor?: string;
  readonly process?: string;
  readonly cause?: string;
  readonly correlation?: string;
  /** Wall times in milliseconds, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Revisions, both exclusive. */
  readonly after?: Revision;
  readonly before?: Revision;
  /** Whatever else has to be so. */
  readonly matches?: (commit: Commit) => boolean;
  /** Most entries; 100 unless it says otherwise. */
  readonly limit?: number;
  /** Most commits that are looked at; then the answer says where to go on. */
  readonly lookAtMax?: number;
  readonly newestFirst?: boolean;
  /** Also what stood under each key before and after. */
  readonly withValues?: boolean;
}

export interface AuditedChange {
  readonly key: Key;
  /** Undefined: nothing did. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** What was before is no longer known. */
  readonly beforeForgotten?: boolean;
}

export interface AuditEntry extends CommitNote {
  readonly revision: Revision;
  /** Wall time in milliseconds. */
  readonly at: number;
  readonly keys: readonly Key[];
  readonly changes?: readonly AuditedChange[];
}

export interface AuditResult {
  readonly entries: readonly AuditEntry[];
  /** The latest revision when the audit began: nothing later is in it. */
  readonly head: Revision;
  /** There may be more: ask again with this as `after`, or, the newest first, as `before`. */
  readonly next?: Revision;
  /** Asked was about earlier commits than this one, and they are no longer retained. */
  readonly retainedFrom?: Revision;
}

const LIMIT = 100;
/** Large enough to be worth the reading, small enough to be held in memory. */
const WINDOW = 2_000;
/** So many commits are looked at before others get a turn of the event loop. */
const COMMITS_PER_TURN = 200;

export class Audit {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async query(query: AuditQuery = {}): Promise<AuditResult> {
    const head = await this.#engine.head();
    const { limit = LIMIT, lookAtMax = Number.POSITIVE_INFINITY } = query;
    const span = await this.#spanOf(query, head);
    const search = { query, span, limit, lookAtMax };
    const { found, next, retainedFrom } = query.newestFirst
      ? await this.#backwards(search)
      : await this.#forwards(search);
    const entries: AuditEntry[] = [];
    for (const commit of found) entries.push(await this.#entryOf(commit, query));
    return {
      ...{ entries, head },
      ...(next === undefined ? {} : { next }),
      ...(retainedFrom === undefined ? {} : { retainedFrom }),
    };
  }

  /** Commits after `after`, up to `until`. A time is turned into the last revision at or before it. */
  async #spanOf(
    { from, to, after = 0, before }: AuditQuery,
    head: Revision,
  ): Promise<RevisionSpan> {
    const begin = from === undefined ? after : Math.max(after, await this.#revisionAt(from - 1));
    const last = before === undefined ? head : Math.min(head, before - 1);
    const until = to === undefined ? last : Math.min(last, await this.#revisionAt(to));
    return { after: begin, until };
  }

  async #revisionAt(time: number): Promise<Revision> {
    const snapshot = await openIfRetained(this.#engine, { time });
    snapshot?.close();
    return snapshot?.revision ?? 0;
  }

  async #forwards({ query, span, limit, lookAtMax }: Search): Promise<Found> {
    const found: Commit[] = [];
    let retainedFrom: Revision | undefined;
    const until = Math.min(span.until, span.after + lookAtMax);
    for await (const item of this.#commits({ after: span.after, until }, query.key)) {
      if (item.kind === "gap") retainedFrom = item.before;
      else if (isWanted(item, query)) found.push(item);
      if (found.length === limit) break;
    }
    // Over what is no longer retained it goes in one leap.
    const reached = Math.max(until, (retainedFrom ?? 0) - 1);
    const position = found.length === limit ? found.at(-1)!.revision : reached;
    return { found, retainedFrom, next: position < span.until ? position : undefined };
  }

  async #backwards({ query, span, limit, lookAtMax }: Search): Promise<Found> {
    const found: Commit[] = [];
    const earliest = Math.max(span.after, span.until - lookAtMax);
    let until = span.until;
    while (until > earliest) {
      const after = Math.max(earliest, until - WINDOW);
      const { commits, gap } = await this.#window({ after, until }, query);
      found.push(...commits.reverse().slice(0, limit - found.length));
      if (found.length === limit) return this.#stoppedAt(found, span);
      if (gap) return { found, next: undefined, retainedFrom: gap.before };
      until = after;
    }
    return { found, retainedFrom: undefined, next: until > span.after ? until + 1 : undefined };
  }

  #stoppedAt(found: Commit[], { after }: RevisionSpan): Found {
    const { revision } = found.at(-1)!;
    return { found, retainedFrom: undefined, next: revision > after + 1 ? revision : undefined };
  }

  async #window(span: RevisionSpan, query: AuditQuery): Promise<{ commits: Commit[]; gap?: Gap }> {
    const commits: Commit[] = [];
    let gap: Gap | undefined;
    for await (const item of this.#commits(span, query.key)) {
      if (item.kind === "gap") gap = item;
      else if (isWanted(item, query)) commits.push(item);
    }
    return gap ? { commits, gap } : { commits };
  }

  /** Every commit of the span that touches the prefix, in order, and the gap that they begin with. */
  async *#commits({ after, until }: RevisionSpan, prefix: Key = []): AsyncGenerator<Commit | Gap> {
    if (until <= after) return;
    let lookedAt = 0;
    for await (const item of this.#engine.changes({ prefix, after, until })) {
      yield item;
      lookedAt += 1;
      if (lookedAt % COMMITS_PER_TURN === 0) await othersTurn();
    }
  }

  async #entryOf({ revision, at, note, changes }: Commit, query: AuditQuery): Promise<AuditEntry> {
    const entry = { revision, at, ...note, keys: changes.map(({ key }) => key) };
    if (!query.withValues) return entry;
    return { ...entry, changes: await this.#withBefore(revision, changes) };
  }

  async #withBefore(revision: Revision, changes: readonly Change[]): Promise<AuditedChange[]> {
    const snapshot = await openIfRetained(this.#engine, { revision: revision - 1 });
    if (!snapshot) return changes.map((change) => auditedChange(change, { beforeForgotten: true }));
    try {
      const before = await Promise.all(changes.map(({ key }) => snapshot.get(key)));
      return changes.map((change, index) => auditedChange(change, { before: before[index] }));
    } finally {
      snapshot.close();
    }
  }
}

interface Search {
  readonly query: AuditQuery;
  readonly span: RevisionSpan;
  readonly limit: number;
  readonly lookAtMax: number;
}

interface Found {
  readonly found: Commit[];
  readonly next: Revision | undefined;
  readonly retainedFrom: Revision | undefined;
}

/** That it touches the asked key is the feed's doing. */
function isWanted(commit: Commit, query: AuditQuery): boolean {
  const { at, note } = commit;
  const { from, to, matches } = query;
  for (const part of ["actor", "process", "cause", "correlation"] as const) {
    if (query[part] !== undefined && query[part] !== note[part]) return false;
  }
  if (from !== undefined && at < from) return false;
  if (to !== undefined && at > to) return false;
  return matches === undefined || matches(commit);
}

function auditedChange(
  { key, value }: Change,
  { before, beforeForgotten }: Pick<AuditedChange, "before" | "beforeForgotten">,
): AuditedChange {
  return {
    key,
    ...(before === undefined ? {} : { before }),
    ...(value === undefined ? {} : { after: value }),
    ...(beforeForgotten ? { beforeForgotten } : {}),
  };
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
