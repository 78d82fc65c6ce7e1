/**
 * Processes that stand still at failpoints until somebody lets them go on: one rule for each process
 * and place, and the next one armed before the last is lifted, so that nobody slips through.
 *
 *     armed ──▶ a process comes: it stands ──▶ release: the next rule is armed, this one is lifted
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
  /** Which time that one of its role came to this failpoint, from 1. */
  readonly hit: number;
}

/** A person may go and have a coffee, or a lunch. */
const STAND_MS_MAX = 4 * 3_600_000;

interface Standing extends Stand {
  readonly rule: string;
  readonly pid: number;
}

export class Stands {
  /** In the order in which they came. */
  readonly all: Stand[] = [];
  readonly #failpoints: FailpointControl;
  readonly #standing = new Map<string, Standing>();
  readonly #rules = new Set<string>();
  /** Rules by which somebody has come already. */
  readonly #spent = new Set<string>();

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
    const isNew = ({ rule }: FailpointHit) => this.#rules.has(rule) && !this.#spent.has(rule);
    const come = hits.filter(isNew).map((hit) => this.#come(hit));
    const goneOn = new Set(hits.flatMap(({ rule, wentOn }) => (wentOn ? [rule] : [])));
    for (const stand of this.#standing.values()) {
      // It was kept for too long, or somebody has killed it where it stood.
      if (goneOn.has(stand.rule) || !isAlive(stand.pid)) this.release(stand);
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
    this.#failpoints.arm([this.#ruleFor(stand.process, stand.failpoint)]);
    this.#failpoints.disarm(stand.rule);
  }

  /** Nobody stands any more, and nobody will. */
  letAllGo(): void {
    this.#standing.clear();
    for (const rule of this.#rules) this.#failpoints.disarm(rule);
  }

  #come({ rule, failpoint, process, pid }: FailpointHit): Stand {
    this.#spent.add(rule);
    const role = process.split("/")[0]!;
    const hit = 1 + this.all.filter((e) => e.role === role && e.failpoint === failpoint).length;
    const nth = this.all.length + 1;
    const name = `stand-${nth}`;
    const stand = { name, nth, process, role, failpoint, hit, rule, pid };
    this.all.push(stand);
    this.#standing.set(name, stand);
    return stand;
  }

  #ruleFor(process: string, failpoint: FailpointName): FailpointRule {
    const id = `step.${this.#rules.size + 1}`;
    this.#rules.add(id);
    return { id, failpoint, process, action: "pause", waitMsMax: STAND_MS_MAX };
  }
}
