/**
 * Dead ends, seen early. A read of 3 that is under way will never fit if the register is 5 and every
 * write of 3 that may still come before the read's end has been placed already. Without this, the
 * search would go through all orders of whatever else is under way before it came to the read.
 */

import { type Configurations, frontierOf, hasBit, stateOf } from "./configurations.ts";
import type { Model, Need } from "./model.ts";
import type { States } from "./states.ts";
import type { Timeline } from "./timeline.ts";

export class Needs<State> {
  readonly #timeline: Timeline;
  readonly #states: States<State>;
  readonly #optionalBit: number;
  /** Of each required operation: what it needs, if anything can be said of that. */
  readonly #needs: readonly (Need<State> | undefined)[];
  /** Of each required operation, as far as they were asked for. */
  readonly #sources: Sources[] = [];
  /** Whether a state may meet a need, asked once. */
  readonly #mayFit: Map<number, boolean>[] = [];

  constructor(
    timeline: Timeline,
    model: Model<State>,
    states: States<State>,
    { optionalBit }: Configurations,
  ) {
    this.#timeline = timeline;
    this.#states = states;
    this.#optionalBit = optionalBit;
    this.#needs = timeline.required.map((operation) => model.need?.(operation));
  }

  /** What is under way and can never be placed from here; undefined: nothing that is seen so early. */
  neverPlaced(configuration: Int32Array): number | undefined {
    const { starts, list } = this.#timeline.candidates;
    const frontier = frontierOf(configuration);
    if (frontier === this.#timeline.required.length) return undefined;
    const end = starts[frontier + 1]!;
    for (let each = starts[frontier]!; each < end; each++) {
      const at = list[each]!;
      if (!this.#needs[at] || isPlaced(this.#timeline, configuration, at)) continue;
      if (this.#fits(stateOf(configuration), at)) continue;
      if (!this.#hasSource(configuration, at)) return at;
    }
    return undefined;
  }

  #fits(state: number, at: number): boolean {
    this.#mayFit[at] ??= new Map();
    const known = this.#mayFit[at].get(state);
    if (known !== undefined) return known;
    const fits = this.#needs[at]!.mayFit(this.#states.get(state));
    this.#mayFit[at].set(state, fits);
    return fits;
  }

  #hasSource(configuration: Int32Array, at: number): boolean {
    this.#sources[at] ??= findSources(this.#timeline, this.#needs[at]!, at);
    const { required, optional } = this.#sources[at];
    return (
      required.some((source) => !isPlaced(this.#timeline, configuration, source)) ||
      optional.some((source) => !hasBit(configuration, this.#optionalBit + source))
    );
  }
}

/** By their places in the timeline. */
interface Sources {
  readonly required: readonly number[];
  readonly optional: readonly number[];
}

/**
 * Those that may come before the operation's end. Those that ended before it began need not be looked
 * at: they are placed before anybody asks.
 */
function findSources<State>(timeline: Timeline, need: Need<State>, at: number): Sources {
  const { required, optional, openFrom, availableFrom, candidates } = timeline;
  const { starts, list } = candidates;
  const overlapping = [...list.subarray(starts[at], starts[at + 1])];
  for (let before = openFrom[at]!; before < at; before++) overlapping.push(before);
  const open = optional.map((_, source) => source).filter((source) => availableFrom[source]! <= at);
  return {
    required: overlapping.filter((source) => source !== at && need.isSource(required[source]!)),
    optional: open.filter((source) => need.isSource(optional[source]!)),
  };
}

/** Its slot's bit speaks of it from its invocation until the frontier has passed it. */
export function isPlaced(timeline: Timeline, configuration: Int32Array, at: number): boolean {
  const frontier = frontierOf(configuration);
  if (at < frontier) return true;
  return timeline.openFrom[at]! <= frontier && hasBit(configuration, timeline.slots[at]!);
}
