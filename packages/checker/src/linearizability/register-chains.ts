/**
 * A register's operations as chains: a `write` begins one, and a `cas` goes on where the value that it
 * compared with ends. See `chains.ts`.
 */

import type { Operation } from "../history.ts";
import type { Chain, ChainsFound, Link } from "./chains.ts";

/** One write of a value: of one that nobody has seen there may be several. */
interface Node {
  readonly writer: Operation | undefined;
  readonly readers: Operation[];
  readonly value: string;
  next?: Node;
}

/** Undefined: some value that was seen has two writers, and nobody knows which of them it is of. */
export function registerChains(operations: readonly Operation[]): ChainsFound {
  return new RegisterChains(operations).find();
}

const INITIAL = nameOf(null);

class RegisterChains {
  readonly #operations: readonly Operation[];
  readonly #writers = new Map<string, Operation[]>();
  readonly #named = new Map<string, Node>();
  readonly #nodes: Node[] = [];

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
    for (const operation of operations) {
      const { outcome } = operation;
      const value = writtenBy(operation);
      if (value === undefined || (outcome !== "ok" && outcome !== "unknown")) continue;
      const known = this.#writers.get(value);
      if (known) known.push(operation);
      else this.#writers.set(value, [operation]);
    }
  }

  find(): ChainsFound {
    const seen = this.#seen();
    for (const value of seen) {
      const writers = this.#writers.get(value) ?? [];
      const count = writers.length + (value === INITIAL ? 1 : 0);
      if (count > 1) return undefined;
      if (count === 0) return "violated";
      this.#addNode(writers[0], value);
    }
    for (const operation of this.#operations) {
      const value = operation.outcome === "ok" ? writtenBy(operation) : undefined;
      if (value !== undefined && !seen.has(value)) this.#addNode(operation, value);
      if (isRead(operation)) this.#named.get(nameOf(operation.output))!.readers.push(operation);
    }
    const refusals = this.#refusals();
    if (!seen.has(INITIAL) && refusals.some(({ value }) => value === INITIAL)) {
      this.#nodes.push({ writer: undefined, readers: [], value: INITIAL });
    }
    const chains = this.#link();
    return chains ? { chains, refusals } : "violated";
  }

  /** What somebody has seen; and so what it was made from, too. */
  #seen(): ReadonlySet<string> {
    const seen = new Set<string>();
    for (const operation of this.#operations) {
      if (isRead(operation)) seen.add(nameOf(operation.output));
      const from = operation.outcome === "ok" ? comparedBy(operation) : undefined;
      if (from !== undefined) seen.add(from);
    }
    for (const value of seen) {
      for (const writer of this.#writers.get(value) ?? []) {
        const from = comparedBy(writer);
        if (from !== undefined) seen.add(from);
      }
    }
    return seen;
  }

  #addNode(writer: Operation | undefined, value: string): void {
    const node: Node = { writer, readers: [], value };
    this.#nodes.push(node);
    this.#named.set(value, node);
  }

  /** Undefined: they do not fit together. */
  #link(): Chain[] | undefined {
    const roots: Node[] = [];
    for (const node of this.#nodes) {
      const from = node.writer && comparedBy(node.writer);
      if (from === undefined) {
        roots.push(node);
        continue;
      }
      const before = this.#named.get(from)!;
      if (before.next) return undefined; // Two have taken the place of one value.
      before.next = node;
    }
    const chains = roots.map((root) => ({ links: linksFrom(root) }));
    const reached = chains.reduce((count, { links }) => count + links.length, 0);
    return reached < this.#nodes.length ? undefined : chains; // A circle has no beginning.
  }

  #refusals() {
    return this.#operations.flatMap((operation) => {
      const value = operation.outcome === "refused" ? comparedBy(operation) : undefined;
      return value === undefined ? [] : [{ operation, value }];
    });
  }
}

function linksFrom(root: Node): Link[] {
  const links: Link[] = [];
  for (let node: Node | undefined = root; node; node = node.next) links.push(node);
  return links;
}

function isRead({ name, outcome }: Operation): boolean {
  return name === "read" && outcome === "ok";
}

function writtenBy({ name, input }: Operation): string | undefined {
  if (name === "write") return nameOf(input);
  return name === "cas" ? nameOf((input as readonly unknown[])[1]) : undefined;
}

function comparedBy({ name, input }: Operation): string | undefined {
  return name === "cas" ? nameOf((input as readonly unknown[])[0]) : undefined;
}

function nameOf(value: unknown): string {
  return JSON.stringify(value);
}
