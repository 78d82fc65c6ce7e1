/**
 * Processes that stand still at failpoints until somebody lets them go on: one rule for each process
 * and place, by which everybody stands who comes there, and each is let go alone.
 *
 *     armed ──▶ a process comes: it stands ──▶ release: that one goes on
 *
 * At some places only who came stands, one request or one task, and the process goes on: there several
 * may stand at once.
 */

import type { FailpointControl, FailpointHit, FailpointRule } from "@holdfast/agent-runtime";
import type { FailpointName } from "@holdfast/shared-state";
import { isAlive } from "../system/processes.ts";

/** A process stands at a failpoint, or stood there. */
export interface Stand {
  /** Names it among all of the run: `stand-3`. */
  readonly name: string;
  /** Which of all stands it was, from 1. */
  readonly nth: number;
  readonly process: string;
  readonly role: string;
  readonly failpoint: FailpointName;
  /** What it is at there, where that is known: the kind of task or, of a saga's, the step. */
  readonly kind?: string;
  /** Which time that one of its role came to this failpoint, at a task of this kind, from 1. */
  readonly hit: number;
}

/** A person may go and have a coffee, or a lunch. */
const STAND_MS_MAX = 4 * 3_600_000;
/** By one rule. More than anybody will let go by hand. */
const STANDS_MAX = 100_000;

interface Standing extends Stand {
  readonly rule: string;
  readonly ordinal: number;
  readonly pid: number;
}

export class Stands {
  /** In the order in which they came. */
  readonly all: Stand[] = [];
  readonly #failpoints: FailpointControl;
  readonly #standing = new Map<string, Standing>();
  readonly #rules = new Set<string>();
  /** Arrivals that were seen already. */
  readonly #seen = new Set<string>();

  constructor(failpoints: FailpointControl) {
    this.#failpoints = failpoints;
  }

  arm(processes: readonly string[], at: readonly FailpointName[]): void {
    this.#failpoints.arm(
      processes.flatMap((process) => at.map((failpoint) => this.#ruleFor(process, failpoint))),
    );
  }

  /** Who has come since the last look. */
  look(): readonly Stand[] {
    const hits = this.#failpoints.hits();
    const isNew = (hit: FailpointHit) => this.#rules.has(hit.rule) && !this.#seen.has(nameOf(hit));
    const come = hits.filter(isNew).map((hit) => this.#come(hit));
    const goneOn = new Set(hits.flatMap((hit) => (hit.wentOn ? [nameOf(hit)] : [])));
    for (const stand of this.#standing.values()) {
      // It was kept for too long, or somebody has killed it where it stood.
      if (goneOn.has(nameOf(stand)) || !isAlive(stand.pid)) this.release(stand);
    }
    return come;
  }

  get standing(): readonly Stand[] {
    return [...this.#standing.values()];
  }

  release({ name }: Stand): void {
    const stand = this.#standing.get(name);
    if (!stand) return;
    this.#standing.delete(name);
    this.#failpoints.release(stand.rule, stand.ordinal);
  }

  /** Nobody stands any more, and nobody will. */
  letAllGo(): void {
    this.#standing.clear();
    for (const rule of this.#rules) this.#failpoints.disarm(rule);
  }

  #come(hit: FailpointHit): Stand {
    const { rule, ordinal, failpoint, process, pid, task } = hit;
    this.#seen.add(nameOf(hit));
    const role = process.split("/")[0]!;
    const place = { role, failpoint, ...(task && { kind: task.kind }) };
    const nth = this.all.length + 1;
    const name = `stand-${nth}`;
    const before = this.all.filter((other) => isAt(other, place)).length;
    const stand = { name, nth, process, ...place, hit: before + 1, rule, ordinal, pid };
    this.all.push(stand);
    this.#standing.set(name, stand);
    return stand;
  }

  #ruleFor(process: string, failpoint: FailpointName): FailpointRule {
    const id = `step.${this.#rules.size + 1}`;
    this.#rules.add(id);
    const keeps = { times: STANDS_MAX, waitMsMax: STAND_MS_MAX };
    return { id, failpoint, process, action: "pause", ...keeps };
  }
}

function isAt(stand: Stand, place: Pick<Stand, "role" | "failpoint" | "kind">): boolean {
  const { role, failpoint, kind } = stand;
  return role === place.role && failpoint === place.failpoint && kind === place.kind;
}

function nameOf({ rule, ordinal }: Pick<FailpointHit, "rule" | "ordinal">): string {
  return `${rule}@${ordinal}`;
}
