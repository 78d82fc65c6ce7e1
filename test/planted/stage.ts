/**
 * Where a race is staged: a state on disk that is thrown away, any number of handles on it, each as a
 * process of its own would have it, a clock that stands still, and what is recorded.
 *
 * What an agent was told goes into the history here; what the store says is read afterwards, by a
 * process without the planted bug.
 */

import { type ObservedTransaction, observingReads } from "@holdfast/agent-runtime";
import type { HistoryEntry, Outcome } from "@holdfast/checker";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, type Role, type SharedState, type Slot } from "@holdfast/shared-state";
import type { Engine } from "@holdfast/shared-state/engine";
import { SlowDisk } from "./slow-disk.ts";
import { StageClock } from "./stage-clock.ts";

/** What somebody asks for. */
export interface Asked {
  /** What it is about: `room/turing`. */
  readonly key: string;
  readonly input?: unknown;
  /** What must come of it; a correct build never gives another answer. */
  readonly expected?: Outcome;
}

/** What they are told. */
export interface Told {
  readonly outcome: Outcome;
  readonly output?: unknown;
  readonly revision?: number;
}

/** Somebody was told something else than they had to be. */
export interface Unexpected {
  readonly operation: string;
  readonly expected: Outcome;
  readonly outcome: Outcome;
}

export class Stage {
  readonly clock = new StageClock();
  readonly entries: HistoryEntry[] = [];
  readonly unexpected: Unexpected[] = [];
  /** What they have read: the log only says what they wrote. */
  readonly transactions: ObservedTransaction[] = [];
  readonly #folder: string;
  readonly #opened: SharedState[] = [];
  #disk: SlowDisk | undefined;
  #asked = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A handle of its own; `around` puts something between it and the store. */
  async agent(
    actor: string,
    {
      role,
      around = (engine) => engine,
    }: { role?: Role; around?: (engine: Engine) => Engine } = {},
  ): Promise<SharedState> {
    const engine = await lmdbEngine({ path: this.#folder, clock: this.clock });
    const recorded = observingReads(engine, (observed) => this.transactions.push(observed));
    const onDisk = this.#disk ? this.#disk.around(recorded) : recorded;
    const state = openSharedState({ engine: around(onDisk), actor, role });
    this.#opened.push(state);
    return state;
  }

  /** From now on, for whoever opens the state: nothing is durable until `sync`. */
  slowDown(): SlowDisk {
    this.#disk = new SlowDisk(this.#folder);
    return this.#disk;
  }

  /** What has been committed is durable. */
  async sync(): Promise<void> {
    this.#disk!.sync(await this.#opened[0]!.engine.head());
  }

  /** What was not durable is gone. */
  cutPower(): void {
    const fault = { kind: "fault", id: "power-cut", fault: "power-cut", target: "disk" } as const;
    const revision = this.#disk!.cutPower();
    this.record({ ...fault, phase: "struck", atMs: this.recordedMs(), revision });
  }

  /** Time passes. Leases lapse, and nobody has reaped them yet. */
  pass(ms: number): void {
    this.clock.pass(ms);
  }

  /** What has lapsed is reaped, and the log says so. Only call it when something has. */
  async reap(): Promise<void> {
    const engine = this.#opened[0]!.engine;
    let looked = await engine.head();
    await this.until(async () => {
      const after = looked;
      looked = await engine.head();
      return looked > after && (await hasReaped(engine, { after, until: looked }));
    });
  }

  /** Waits, while what is due by the clock is done. */
  async until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) {
      this.clock.fireTimers();
      await nextTurns();
    }
  }

  /** Does it, and records what was asked and what was told. */
  async ask(by: SharedState, name: string, asked: Asked, act: () => Promise<Told>): Promise<Told> {
    this.#asked += 1;
    const id = `${by.actor}-${name}-${this.#asked}`;
    const invokedMs = this.recordedMs();
    const told = await act();
    const { key, input, expected = told.outcome } = asked;
    this.entries.push({
      ...{ kind: "operation", id, process: by.actor, name, key, input, ...told },
      ...{ invokedMs, completedMs: this.recordedMs() },
    });
    const { outcome } = told;
    if (outcome !== expected) this.unexpected.push({ operation: id, expected, outcome });
    return told;
  }

  record(...entries: readonly HistoryEntry[]): void {
    this.entries.push(...entries);
  }

  /** Time stands still while several things are recorded, which yet have an order. */
  recordedMs(): number {
    return this.clock.monotonicMs() + this.entries.length / 1_000;
  }

  async close(): Promise<void> {
    for (const state of this.#opened) await state.close();
    this.#disk?.settle();
  }
}

async function hasReaped(engine: Engine, span: { after: number; until: number }): Promise<boolean> {
  for await (const told of engine.changes(span)) {
    if (told.kind === "commit" && told.note.cause === "lease-lapsed") return true;
  }
  return false;
}

/** On the Monday a week after the race begins, as `9:30`, UTC. */
export function at(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return Date.UTC(2026, 0, 12, hours, minutes);
}

export function slot(from: string, to: string, resource = "room/turing"): Slot {
  return { resource, start: at(from), end: at(to) };
}

export function told({ ok }: { readonly ok: boolean }, more: Omit<Told, "outcome"> = {}): Told {
  return { outcome: ok ? "ok" : "refused", ...more };
}

/** A client asks for a hold, and reckons when it will lapse. */
export function askForHold(
  stage: Stage,
  by: SharedState,
  { slot, forMs }: { readonly slot: Slot; readonly forMs: number },
): Promise<Told> {
  return stage.ask(by, "place-hold", { key: slot.resource, input: slot }, async () => {
    const placed = await by.holds.place(slot, { by: by.actor, forMs });
    const revision = await by.engine.head();
    if (!placed.ok) return told(placed, { output: { reason: placed.reason }, revision });
    const lapsesAtMs = stage.recordedMs() + forMs;
    return told(placed, { output: { hold: placed.hold.id, lapsesAtMs }, revision });
  });
}

/** What waits for the disk, or for another's commit to be noticed, gets its chance. */
function nextTurns(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}
