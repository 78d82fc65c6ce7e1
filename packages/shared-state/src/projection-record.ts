/**
 * What is known of a projection: one key, written in each commit that its runner makes.
 *
 *     ["projection", "agenda"]               → turn 812, serving generation 2 at revision 4711, …
 *     ["projection-view", "agenda", 2, …]    → the entries that readers see
 *     ["projection-view", "agenda", 3, …]    → those of the generation that is being built
 *     ["projection-request", "agenda"]       → a person wants it tried again, or rebuilt
 *
 * The record's `turn` rises with each commit. A runner writes only if the turn is still the one that
 * it has read, so that any number of runners may compete, and each change is applied exactly once.
 * Only what is left of retired generations is deleted by whoever comes, without a turn.
 */

import type { Reader, Revision, Transaction } from "./engine.ts";
import type { Key } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import type { ProjectionDefinition } from "./projection-definition.ts";

/** One build of the view, under a key prefix of its own. */
export interface Generation {
  readonly generation: number;
  /** The version of the definition that it was built by. */
  readonly version: number;
  /** Its checkpoint: all that was committed up to here has been applied. */
  readonly revision: Revision;
  /** Wall time of that commit. */
  readonly at: number;
  /** How many entries the view has. */
  readonly entries: number;
}

export interface Building extends Generation {
  /** How far it has been filled from the snapshot at its revision; undefined: it follows the feed. */
  readonly filling?: FillPosition;
}

/** What is filled next: which of the ranges, and after which key of it. */
export interface FillPosition {
  readonly range: number;
  readonly after?: Key;
}

/** Why a projection has stopped: this change made `apply` throw. */
export interface Poison {
  readonly revision: Revision;
  readonly key: Key;
  readonly error: string;
  /** Wall time at which it stopped. */
  readonly at: number;
  /** The version of the definition that failed at it. */
  readonly version: number;
}

export interface ProjectionRecord {
  readonly name: string;
  readonly turn: number;
  /** The newest version of the definition that anybody has run. */
  readonly version: number;
  readonly sources: readonly Key[];
  /** What readers see; undefined until it has been built for the first time. */
  readonly serving?: Generation;
  readonly building?: Building;
  /** Generations of which entries may be left, to be deleted. */
  readonly retired: readonly number[];
  readonly lastGeneration: number;
  readonly stopped?: Poison;
  /** How often changes had been trimmed before they were applied; each time it was rebuilt. */
  readonly gaps: number;
}

/** What a person asks of a projection's runner. */
export interface ProjectionRequest {
  readonly want: "restart" | "rebuild";
}

export function getProjection(reader: Reader, name: string): ProjectionRecord | undefined {
  return reader.get<ProjectionRecord>(keyspace.projection(name));
}

/** Has the projection that stopped tried again at the change that stopped it. */
export function restartProjection(tx: Transaction, name: string): boolean {
  return request(tx, name, { want: "restart" });
}

/** Has a new generation built, whatever the present one is like. */
export function rebuildProjection(tx: Transaction, name: string): boolean {
  return request(tx, name, { want: "rebuild" });
}

export function newRecord({ name, version, sources }: ProjectionDefinition): ProjectionRecord {
  return { name, turn: 0, version, sources, retired: [], lastGeneration: 0, gaps: 0 };
}

/** A new generation begins; one that was being built is given up. What is served stays. */
export function withNewGeneration(
  record: ProjectionRecord,
  { version, sources }: ProjectionDefinition,
  from: { revision: Revision; at: number; afterGap: boolean },
): ProjectionRecord {
  const { stopped: _tried, building: given, ...rest } = record;
  const generation = record.lastGeneration + 1;
  const { revision, at } = from;
  return {
    ...rest,
    ...{ version, sources, lastGeneration: generation },
    retired: given ? [...record.retired, given.generation] : record.retired,
    building: { generation, version, revision, at, entries: 0, filling: { range: 0 } },
    gaps: record.gaps + (from.afterGap ? 1 : 0),
  };
}

/** The generation that was being built is what readers see from now on. */
export function withSwitch(record: ProjectionRecord): ProjectionRecord {
  const { building, ...rest } = record;
  if (!building) return record;
  const { filling: _filled, ...serving } = building;
  const retired = record.serving ? [...record.retired, record.serving.generation] : record.retired;
  return { ...rest, serving, retired };
}

function request(tx: Transaction, name: string, wanted: ProjectionRequest): boolean {
  if (!getProjection(tx, name)) return false;
  tx.put(keyspace.projectionRequest(name), wanted);
  return true;
}
