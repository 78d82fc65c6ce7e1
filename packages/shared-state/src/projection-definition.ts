/**
 * What a projection is: a name, where it reads, and a pure function that keeps its view.
 *
 *     source keys ──change──▶ apply(view, change) ──▶ entries of the view
 *
 * `apply` is given one key's change at a time. As things happen it sees every commit, in order. When
 * the view is rebuilt it sees what is kept instead: each key that stands at one revision, in key
 * order, once. Both must end in the same view, so what it makes of one key must not depend on what
 * other keys became in between. The events of a stream are keys that never change, and come in the
 * order of their positions either way: a fold of one stream is always right.
 *
 * Some facts only the feed tells, for example that a hold has lapsed. Their entries are named in
 * `carried`: a rebuild takes them over from the old view, and `apply` counts them only when it sees
 * them happen (`fromSnapshot` is false).
 */

import type { Change, CommitNote, Revision } from "./engine.ts";
import { hasPrefix, type Key } from "./keys.ts";
import { keyspace } from "./keyspace.ts";

/** One key's change, and the commit that made it. No value: the key was deleted. */
export interface SourceChange<T = unknown> extends Change<T> {
  readonly revision: Revision;
  /** Wall time of the commit; of what is read from a snapshot, of the snapshot's last commit. */
  readonly at: number;
  readonly note: CommitNote;
  /** The view is being rebuilt, and this is what is kept: when and why it came to be is not known. */
  readonly fromSnapshot: boolean;
}

/** The view's own entries, by keys of its own. Values are fresh copies. */
export interface ProjectionView {
  get<T>(key: Key): T | undefined;
  /** An equal value writes nothing. */
  put(key: Key, value: unknown): void;
  delete(key: Key): void;
}

export interface ProjectionRules {
  /** Raise it when `apply` changes: the view is then rebuilt. It never goes back. */
  readonly version: number;
  /** The prefixes whose changes `apply` is given. */
  readonly sources: readonly Key[];
  /** The prefixes of the entries that a rebuild takes over from the old view. */
  readonly carried?: readonly Key[];
  /**
   * Synchronous and pure, may run more than once. What one commit makes it write has to fit into one
   * transaction. If it throws, the projection stops there until somebody has it tried again.
   */
  apply(view: ProjectionView, change: SourceChange): void;
}

export interface ProjectionDefinition extends ProjectionRules {
  readonly name: string;
  readonly carried: readonly Key[];
}

/** @throws Error when the sources overlap, or are what projections write themselves */
export function defineProjection(name: string, rules: ProjectionRules): ProjectionDefinition {
  const { sources, carried = [] } = rules;
  if (sources.length === 0) throw new Error(`Projection ${name} has no source.`);
  const own = [keyspace.projections(), keyspace.projectionRequests(), keyspace.projectionViews()];
  if (overlapping([...sources, ...own]) || overlapping(carried)) {
    throw new Error(`Projection ${name} would be told of some keys twice, or of its own.`);
  }
  return { ...rules, name, carried };
}

function overlapping(prefixes: readonly Key[]): boolean {
  return prefixes.some((one, index) =>
    prefixes.some((other, place) => index !== place && hasPrefix(one, other)),
  );
}
