/**
 * Deciding without a search, where values tell which operation has made each of them.
 *
 * If no value is written twice, whoever read one has seen one certain write, and every `cas` or `append`
 * that somebody has noticed follows one certain operation directly. So the operations fall into *chains*
 * between which nothing can come, and a chain has a *stay* in time, by its operations:
 *
 *     write 1 ├────┤               a chain was there from its first completion, at the latest, to its
 *     read: 1        ├───┤         last invocation, at the earliest: that is its stay, and no other's
 *     cas 1→2          ├────┤      has a part of it
 *                  ●▬▬▬●
 *     write 7   ├───────────┤      this one need not last: all of it fits in at any one instant that is
 *                      ●           within nobody's stay
 *
 * Gibbons and Korach ("Testing Shared Memories", 1997) show that for writes and reads nothing else has to
 * be looked at. It is no different for chains: what is within one has an order by itself, and a part of a chain
 * that has to be there at some time has all of it there or before.
 *
 * A refused `cas` has seen that a value was not there. It can only make less possible: so what is
 * violated without it is violated, and else one order is tried, and if that has no place for it, it is
 * the search that decides.
 */

import type { Operation } from "../history.ts";
import { completionOf } from "./timeline.ts";

/** One value after the other, each made from the one before. */
export interface Chain {
  readonly links: readonly Link[];
}

export interface Link {
  /** Undefined: it was there from the beginning. */
  readonly writer: Operation | undefined;
  /** Who has seen it, the next link's writer left out. */
  readonly readers: readonly Operation[];
  /** What refusals are about. */
  readonly value?: unknown;
}

export interface Chains {
  readonly chains: readonly Chain[];
  /** Who was told that some value is not there. */
  readonly refusals: readonly { readonly operation: Operation; readonly value: unknown }[];
}

/** `violated`: something was seen that nobody can have made. Undefined: values tell too little. */
export type ChainsFound = Chains | "violated" | undefined;

/** Undefined: this does not decide it. */
export function decideByChains(found: ChainsFound): "ok" | "violated" | undefined {
  if (found === undefined || found === "violated") return found;
  const stays: Stay[] = [];
  for (const chain of found.chains) {
    const stay = stayOf(chain);
    if (!stay) return "violated";
    stays.push(stay);
  }
  const lasting = stays.filter(lasts).sort((one, other) => one.from - other.from);
  if (lasting.some((stay, index) => index > 0 && lasting[index - 1]!.to > stay.from)) {
    return "violated";
  }
  const order = [...lasting];
  for (const stay of stays) {
    if (lasts(stay)) continue;
    const around = stayAround(lasting, stay.to);
    if (around && stay.from < around.to) return "violated";
    order.push(around ? at(stay, around.to) : at(stay, stay.to));
  }
  return allHavePlace(order, found.refusals) ? "ok" : undefined;
}

/** Where the chain is in force. If it need not last, `to` is before `from`, or the same. */
interface Stay {
  readonly chain: Chain;
  /** The first completion of all. */
  readonly from: number;
  /** The last invocation of all. */
  readonly to: number;
  /** From when each link may be there, at the earliest, if the chain begins as late as it can. */
  readonly begins: readonly number[];
}

function lasts({ from, to }: Stay): boolean {
  return from < to;
}

/** Undefined: the chain contradicts itself. */
function stayOf(chain: Chain): Stay | undefined {
  const { links } = chain;
  const seenBy = links.map(({ writer, readers }, index) => {
    const next = links[index + 1]?.writer;
    return { isFirst: writer === undefined, all: [writer, ...readers, next].filter(isThere) };
  });
  const latest: number[] = [];
  let to = Number.NEGATIVE_INFINITY;
  for (const { all } of seenBy) {
    for (const { invokedMs } of all) to = Math.max(to, invokedMs);
    latest.push(to);
  }
  let from = Number.POSITIVE_INFINITY;
  for (let index = links.length - 1; index >= 0; index--) {
    const { isFirst, all } = seenBy[index]!;
    for (const operation of all) from = Math.min(from, completionOf(operation));
    if (isFirst) from = Number.NEGATIVE_INFINITY;
    const before = index === 0 ? links[0]!.writer?.invokedMs : latest[index - 1];
    if (before !== undefined && from < before) return undefined;
  }
  const begins = links.map((_, index) => (index === 0 ? from : Math.max(from, latest[index - 1]!)));
  return { chain, from, to, begins };
}

function isThere(operation: Operation | undefined): operation is Operation {
  return operation !== undefined;
}

/** The stay that the instant is within. Its two ends are not: equal times have no order. */
function stayAround(lasting: readonly Stay[], instant: number): Stay | undefined {
  let [from, to] = [0, lasting.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (lasting[middle]!.from < instant) from = middle + 1;
    else to = middle;
  }
  const before = lasting[from - 1];
  return before && instant < before.to ? before : undefined;
}

/** All of it at one instant. */
function at({ chain }: Stay, instant: number): Stay {
  return { chain, from: instant, to: instant, begins: chain.links.map(() => instant) };
}

/** In that order, everybody who was told that a value is not there may have come when it was not. */
function allHavePlace(order: readonly Stay[], refusals: Chains["refusals"]): boolean {
  if (refusals.length === 0) return true;
  const reigns = reignsIn(order);
  return refusals.every(({ operation, value }) => {
    const end = completionOf(operation);
    const reign = reigns.get(value);
    return !reign?.some(({ from, to }) => from < operation.invokedMs && end < to);
  });
}

interface Reign {
  readonly from: number;
  readonly to: number;
}

/** By value. What is only there for an instant gives way before what lasts from then on. */
function reignsIn(order: readonly Stay[]): ReadonlyMap<unknown, readonly Reign[]> {
  const inOrder = order.toSorted((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
  const begun = inOrder.flatMap(({ chain, begins }) =>
    chain.links.map(({ value }, index) => ({ value, from: begins[index]! })),
  );
  // Whoever writes what is there already takes nothing away.
  const changes = begun.filter(
    ({ value }, index) => index === 0 || value !== begun[index - 1]!.value,
  );
  const reigns = new Map<unknown, Reign[]>();
  for (const [index, { value, from }] of changes.entries()) {
    const to = changes[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const known = reigns.get(value);
    if (known) known.push({ from, to });
    else reigns.set(value, [{ from, to }]);
  }
  return reigns;
}

/** Unlike a difference, it is not spoilt by infinite times. */
function compare(one: number, other: number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
