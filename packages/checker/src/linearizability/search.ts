/**
 * The search for an order: may the operations of one part have come one at a time, each at some instant
 * between its invocation and its completion, so that every client was told what it was told?
 *
 * Wing and Gong ("Testing and Verifying Concurrent Objects", 1993): place one of the operations that
 * may come next, go on from there, and take it back if that leads nowhere. Lowe ("Testing for
 * Linearizability", 2017): remember every configuration (what was placed, and in which state that
 * left the object), and never go on from one twice.
 *
 * Five things keep it small, and none of them changes a verdict:
 *   · An observation that fits is placed at once, with no alternative. It changes no state, so that in
 *     any order that has it later it can as well come now.
 *   · Of unknown operations with the same effect the one that was invoked first is used first: none of
 *     them has an end, so that in any order two of them can change places.
 *   · Whoever has used fewer unknown operations can do all that the other can (`configurations.ts`).
 *   · Nobody goes on to where something that is under way can never be placed (`needs.ts`).
 *   · Unknown operations that can only stand in the way of others are left out (`room-model.ts`).
 */

import type { Operation } from "../history.ts";
import type { Verdict } from "../verdict.ts";
import {
  Configurations,
  flipBit,
  frontierOf,
  hasBit,
  setFrontier,
  setState,
  stateOf,
} from "./configurations.ts";
import type { Model } from "./model.ts";
import { isPlaced, Needs } from "./needs.ts";
import { REFUSED, States } from "./states.ts";
import { layOut, type Timeline } from "./timeline.ts";

export interface Budget {
  /** On the clock of `performance.now()`. */
  readonly untilMs: number;
  readonly bytesMax: number;
}

export interface SearchResult {
  readonly verdict: Verdict;
  /** How many configurations were gone through. */
  readonly explored: number;
  /** Of a violated one: an operation that no order gets past. */
  readonly stuckAt?: Operation;
}

/** How many steps between two looks at the clock: one configuration may have thousands of them. */
const LOOK_EVERY = 64;

/** @param model specialized to the operations already, if it can be */
export function search<State>(
  operations: readonly Operation[],
  model: Model<State>,
  budget: Budget,
): SearchResult {
  const timeline = layOut(operations, model, budget.untilMs);
  if (!timeline) return { verdict: "unknown", explored: 0 };
  return new Search(timeline, model, budget).run();
}

/** Whoever waits takes up more than this part of the table: forgetting the rest would not help long. */
const FORGETTING_HELPS_BELOW = 0.5;

class Search<State> {
  readonly #timeline: Timeline;
  readonly #budget: Budget;
  readonly #states: States<State>;
  readonly #known: Configurations;
  readonly #needs: Needs<State>;
  /** Of each required operation. */
  readonly #observes: readonly boolean[];
  /** Rows of configurations from which the search has not gone on yet, in ascending order. */
  #waiting: number[] = [];
  #explored = 0;
  #steps = 0;
  #outOfTime = false;
  /** No order that was tried gets past this frontier. */
  #furthest = 0;
  #outOfMemory = false;
  readonly #current: Int32Array;
  readonly #next: Int32Array;

  constructor(timeline: Timeline, model: Model<State>, budget: Budget) {
    const { required, optional, slotCount } = timeline;
    this.#timeline = timeline;
    this.#budget = budget;
    this.#states = new States(model, [...required, ...optional]);
    this.#observes = required.map((operation) => model.observes(operation));
    this.#known = new Configurations(slotCount, optional.length, budget.bytesMax);
    this.#needs = new Needs(timeline, model, this.#states, this.#known);
    this.#current = new Int32Array(this.#known.width);
    this.#next = new Int32Array(this.#known.width);
  }

  run(): SearchResult {
    const { required } = this.#timeline;
    setState(this.#next, this.#states.initial);
    this.#outOfTime = performance.now() > this.#budget.untilMs;
    this.#reach();
    while (this.#furthest < required.length) {
      if (this.#mustStop()) return this.#result("unknown");
      const row = this.#waiting.pop();
      if (row === undefined) return this.#result("violated");
      this.#explored++;
      this.#known.read(row, this.#current);
      this.#useOptional();
      this.#placeRequired();
    }
    return this.#result("ok");
  }

  #result(verdict: Verdict): SearchResult {
    const explored = this.#explored;
    if (verdict !== "violated") return { verdict, explored };
    return { verdict, explored, stuckAt: this.#timeline.required[this.#furthest]! };
  }

  /** First of all, since whoever ran out of memory or time has not tried everything. */
  #mustStop(): boolean {
    return this.#outOfMemory || this.#outOfTime || this.#states.full;
  }

  #step(state: number, at: number): number {
    if (++this.#steps % LOOK_EVERY === 0 && performance.now() > this.#budget.untilMs) {
      this.#outOfTime = true;
    }
    return this.#states.after(state, at);
  }

  /** Backwards: what is reached last is gone on from first, and that is who completed first. */
  #placeRequired(): void {
    const frontier = frontierOf(this.#current);
    const { starts, list } = this.#timeline.candidates;
    for (let each = starts[frontier + 1]! - 1; each >= starts[frontier]!; each--) {
      const at = list[each]!;
      if (isPlaced(this.#timeline, this.#current, at)) continue;
      if (this.#outOfTime) return;
      const state = this.#step(stateOf(this.#current), at);
      if (state === REFUSED) continue;
      this.#next.set(this.#current);
      setState(this.#next, state);
      this.#place(at);
      this.#reach();
    }
  }

  /** One that changes nothing now is better kept for later. */
  #useOptional(): void {
    const { required, optional, availableFrom, followsAlike } = this.#timeline;
    const [frontier, state] = [frontierOf(this.#current), stateOf(this.#current)];
    for (let at = 0; at < optional.length; at++) {
      const bit = this.#known.optionalBit + at;
      if (availableFrom[at]! > frontier || hasBit(this.#current, bit)) continue;
      if (followsAlike[at] && !hasBit(this.#current, bit - 1)) continue;
      if (this.#outOfTime) return;
      const following = this.#step(state, required.length + at);
      if (following === REFUSED || following === state) continue;
      this.#next.set(this.#current);
      setState(this.#next, following);
      flipBit(this.#next, bit);
      this.#reach();
    }
  }

  /** The next configuration is complete but for the observations that fit it. */
  #reach(): void {
    this.#placeObservations();
    this.#furthest = Math.max(this.#furthest, frontierOf(this.#next));
    const never = this.#needs.neverPlaced(this.#next);
    if (never !== undefined) {
      this.#furthest = Math.max(this.#furthest, never);
      return;
    }
    if (this.#known.filled === 1) this.#forget();
    if (this.#outOfMemory) return;
    const row = this.#known.add(this.#next);
    if (row !== undefined) this.#waiting.push(row);
  }

  #placeObservations(): void {
    const { required, candidates } = this.#timeline;
    const state = stateOf(this.#next);
    for (;;) {
      const frontier = frontierOf(this.#next);
      if (frontier === required.length) return;
      const end = candidates.starts[frontier + 1]!;
      for (let each = candidates.starts[frontier]!; each < end; each++) {
        const at = candidates.list[each]!;
        if (!this.#observes[at] || isPlaced(this.#timeline, this.#next, at)) continue;
        if (this.#step(state, at) !== REFUSED) this.#place(at);
      }
      if (frontierOf(this.#next) === frontier) return;
    }
  }

  #place(at: number): void {
    const { slots, required } = this.#timeline;
    flipBit(this.#next, slots[at]!);
    let frontier = frontierOf(this.#next);
    while (frontier < required.length && hasBit(this.#next, slots[frontier]!)) {
      flipBit(this.#next, slots[frontier]!);
      frontier++;
    }
    setFrontier(this.#next, frontier);
  }

  #forget(): void {
    this.#known.keepOnly(this.#waiting);
    this.#waiting = this.#waiting.map((_, row) => row);
    this.#outOfMemory = this.#known.filled > FORGETTING_HELPS_BELOW;
  }
}
