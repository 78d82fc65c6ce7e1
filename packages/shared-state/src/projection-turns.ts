/**
 * What a projection's runner does in one commit, as functions of `tx`: apply a batch, fill a page of
 * a new generation, switch to it. View and record are written together or not at all.
 *
 * Every turn begins by looking whether it is still this runner's: nobody was quicker, and nobody has
 * asked for something else. Only what is left of retired generations is deleted by whoever comes,
 * without a turn.
 */

import type { Commit, Entry, Manifest, Revision, Transaction } from "./engine.ts";
import { HoldfastError, isHoldfastError } from "./errors.ts";
import type { Key } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import type { ProjectionDefinition } from "./projection-definition.ts";
import {
  type Building,
  type FillPosition,
  type Generation,
  getProjection,
  type Poison,
  type ProjectionRecord,
  withSwitch,
} from "./projection-record.ts";
import { BufferedView } from "./projection-view.ts";

/** Who takes the turn, and by what rules. */
export interface Taking {
  readonly definition: ProjectionDefinition;
  readonly limits: Manifest;
  /** Wall time. */
  readonly now: number;
}

/** The record after the turn; undefined: it was not this runner's turn, and nothing was written. */
export type Turn = ProjectionRecord | undefined;

export interface Batch {
  readonly commits: readonly Commit[];
  /** Where the checkpoint stands when all of them have been applied, and the time of that commit. */
  readonly through: { readonly revision: Revision; readonly at: number };
  /** There was nothing else to apply: a generation that is being built can take over. */
  readonly caughtUp: boolean;
}

/** Applies commits to the generation that is being built or, if none is, to the one that serves. */
export function applyBatch(
  tx: Transaction,
  expected: ProjectionRecord,
  { commits, through, caughtUp }: Batch,
  taking: Taking,
): Turn {
  const target = expected.building ?? expected.serving;
  if (!target || !isStill(tx, expected)) return undefined;
  const view = viewOf(tx, expected, target, taking);
  const { applied, poison } = applyEach(view, commits, taking, false);
  const reached = applied === commits.length ? through : (commits[applied - 1] ?? target);
  const { revision, at } = reached;
  const advanced = { ...target, revision, at, entries: target.entries + view.flush() };
  const next: ProjectionRecord = {
    ...expected,
    ...(expected.building ? { building: advanced } : { serving: advanced }),
    ...(poison && { stopped: poison }),
  };
  const complete = caughtUp && !poison && applied === commits.length;
  return putRecord(tx, complete ? withSwitch(next) : next);
}

/** A page of what a new generation is filled with. */
export interface Page {
  readonly entries: readonly Entry[];
  /** They are entries of the old view, with the view's own keys, and are taken over as they are. */
  readonly carried: boolean;
  /** Where to go on when all of it has been applied; undefined: this was the last. */
  readonly next: FillPosition | undefined;
}

export function fillPage(
  tx: Transaction,
  expected: ProjectionRecord & { building: Building & { filling: FillPosition } },
  { entries, carried, next }: Page,
  taking: Taking,
): Turn {
  if (!isStill(tx, expected)) return undefined;
  const { filling, ...target } = expected.building;
  const view = viewOf(tx, expected, target, taking);
  const { applied, poison } = carried
    ? copyEach(view, entries)
    : applyEach(view, entries.map(asCommit(target)), taking, true);
  const last = entries[applied - 1]?.key;
  const done = applied === entries.length;
  const position = done ? next : last ? { range: filling.range, after: last } : filling;
  const building: Building = {
    ...{ ...target, entries: target.entries + view.flush() },
    ...(position && { filling: position }),
  };
  return putRecord(tx, { ...expected, building, ...(poison && { stopped: poison }) });
}

/** The turn of whoever has read this record, unless somebody was quicker or wants something else. */
export function isStill(
  tx: Transaction,
  { name, turn }: ProjectionRecord,
  { heedless = false } = {},
): boolean {
  if ((getProjection(tx, name)?.turn ?? 0) !== turn) return false;
  return heedless || tx.get(keyspace.projectionRequest(name)) === undefined;
}

export function putRecord(tx: Transaction, record: ProjectionRecord): ProjectionRecord {
  const next = { ...record, turn: record.turn + 1 };
  tx.put(keyspace.projection(record.name), next);
  return next;
}

interface Applied {
  /** So many of the commits, from the first. The others are for another transaction. */
  readonly applied: number;
  readonly poison?: Poison;
}

/** The record is a key of the transaction, too. */
const RECORD_KEYS = 1;

function applyEach(
  view: BufferedView,
  commits: readonly Commit[],
  taking: Taking,
  fromSnapshot: boolean,
): Applied {
  const max = taking.limits.transactionKeysMax - RECORD_KEYS;
  for (const [index, commit] of commits.entries()) {
    view.begin();
    const poison = applyOne(view, commit, taking, fromSnapshot);
    if (!poison && view.size <= max) continue;
    view.takeBack();
    if (poison) return { applied: index, poison };
    if (index > 0) return { applied: index };
    const tooLarge = new HoldfastError("transaction-too-large");
    return { applied: 0, poison: poisonOf(commit, commit.changes[0]!.key, tooLarge, taking) };
  }
  return { applied: commits.length };
}

function applyOne(
  view: BufferedView,
  commit: Commit,
  taking: Taking,
  fromSnapshot: boolean,
): Poison | undefined {
  const { revision, at, note } = commit;
  for (const change of commit.changes) {
    try {
      const done: unknown = taking.definition.apply(view, {
        ...{ ...change, revision, at, note, fromSnapshot },
      });
      if (done instanceof Promise) {
        done.catch(() => {}); // What it would have done is void: it came too late.
        throw new HoldfastError("transaction-asynchronous");
      }
    } catch (error) {
      // A store that fails is no fault of the change.
      if (isHoldfastError(error) && error.retryable) throw error;
      return poisonOf(commit, change.key, error, taking);
    }
  }
  return undefined;
}

function copyEach(view: BufferedView, entries: readonly Entry[]): Applied {
  for (const { key, value } of entries) view.put(key, value);
  return { applied: entries.length };
}

function poisonOf({ revision }: Commit, key: Key, error: unknown, taking: Taking): Poison {
  const { now, definition } = taking;
  return { revision, key, error: String(error), at: now, version: definition.version };
}

function viewOf(
  tx: Transaction,
  { name }: ProjectionRecord,
  { generation }: Generation,
  { limits }: Taking,
): BufferedView {
  return new BufferedView(tx, keyspace.projectionView(name, generation), limits);
}

/** An entry of a snapshot as the commit that it might have come from. */
function asCommit({ revision, at }: Generation) {
  return (entry: Entry): Commit => ({
    ...{ kind: "commit", revision, at, note: {}, changes: [entry] },
  });
}
