/**
 * The shortest way round in a circle: from each node of a component, breadth first, back to it. A
 * component may be large; then the search is bounded, and the shortest cycle found so far is given.
 */

import { components } from "./components.ts";
import type { Dependency, Graph } from "./dependencies.ts";

/** Dependencies that are followed, all searches together. */
const WORK_MAX = 20_000_000;
const SHORTEST = 2;

type Allowed = (dependency: Dependency) => boolean;

/** Along dependencies that are allowed. */
export function shortestCycle(graph: Graph, allowed: Allowed): Dependency[] | undefined {
  const search = new Search(graph, allowed);
  return search.shortest((node) => [{ start: node, goal: node, first: [] }]);
}

/** With exactly one that `once` asks for, and the others among those allowed. */
export function shortestCycleWithOne(
  graph: Graph,
  once: Allowed,
  allowed: Allowed,
): Dependency[] | undefined {
  const search = new Search(graph, (dependency) => once(dependency) || allowed(dependency));
  const begin = (node: number) =>
    graph.from[node]!.filter(once).map((first) => ({
      start: first.to,
      goal: node,
      first: [first],
    }));
  return search.shortest(begin, allowed);
}

interface Begin {
  readonly start: number;
  readonly goal: number;
  /** What has been followed already. */
  readonly first: readonly Dependency[];
}

class Search {
  readonly #graph: Graph;
  readonly #components: readonly number[][];
  /** Which component a node is in. */
  readonly #home: Int32Array;
  readonly #allowed: Allowed;
  #work = 0;

  constructor(graph: Graph, allowed: Allowed) {
    this.#graph = graph;
    this.#allowed = allowed;
    const next = (node: number) => graph.from[node]!.filter(allowed).map(({ to }) => to);
    this.#components = components(graph.size, next);
    this.#home = new Int32Array(graph.size).fill(-1);
    for (const [number, nodes] of this.#components.entries()) {
      for (const node of nodes) this.#home[node] = number;
    }
  }

  shortest(
    begin: (node: number) => readonly Begin[],
    allowed: Allowed = this.#allowed,
  ): Dependency[] | undefined {
    let best: Dependency[] | undefined;
    for (const nodes of this.#components) {
      for (const node of nodes.sort((a, b) => a - b)) {
        for (const each of begin(node)) {
          if (best && (best.length <= SHORTEST || this.#work > WORK_MAX)) return best;
          const limit = (best?.length ?? Number.POSITIVE_INFINITY) - 1;
          const way = this.#way(each, allowed, limit - each.first.length);
          if (way) best = [...each.first, ...way];
        }
      }
    }
    return best;
  }

  /** Breadth first, inside the component, of at most that length. */
  #way({ start, goal }: Begin, allowed: Allowed, limit: number): Dependency[] | undefined {
    const home = this.#home[goal]!;
    if (this.#home[start] !== home) return undefined;
    const came = new Map<number, Dependency>();
    let front = [start];
    for (let length = 1; front.length > 0 && length <= limit; length++) {
      const ahead: number[] = [];
      for (const node of front) {
        for (const dependency of this.#graph.from[node]!) {
          this.#work += 1;
          const { to } = dependency;
          if (!allowed(dependency) || this.#home[to] !== home || came.has(to)) continue;
          if (to === start && to !== goal) continue;
          came.set(to, dependency);
          if (to === goal) return wayBack(came, start, goal);
          ahead.push(to);
        }
      }
      front = ahead;
    }
    return undefined;
  }
}

function wayBack(came: ReadonlyMap<number, Dependency>, start: number, goal: number): Dependency[] {
  const way: Dependency[] = [];
  for (let node = goal; way.length === 0 || node !== start; ) {
    const dependency = came.get(node)!;
    way.unshift(dependency);
    node = dependency.from;
  }
  return way;
}
