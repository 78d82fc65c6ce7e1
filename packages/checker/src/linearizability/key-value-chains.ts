/**
 * A key's operations as chains: a `put` begins one, and each `append` goes on with it. What a `get` has
 * returned tells all of them since that `put`, in their order, if no text that was written begins with
 * another one. See `chains.ts`.
 */

import type { Operation } from "../history.ts";
import type { Chain, ChainsFound, Link } from "./chains.ts";

/** Undefined: what was written does not tell which operation has written it. */
export function keyValueChains(operations: readonly Operation[]): ChainsFound {
  const written = operations.filter(
    ({ name, outcome }) => name !== "get" && (outcome === "ok" || outcome === "unknown"),
  );
  const texts = new Texts(written);
  if (!texts.areDistinct) return undefined;
  const reading = new Reading(texts);
  for (const operation of operations) {
    if (operation.name !== "get" || operation.outcome !== "ok") continue;
    if (!reading.add(operation)) return "violated";
  }
  const unread = written.filter((each) => each.outcome === "ok" && !reading.hasSeen(each));
  const alone = unread.map((writer): Chain => ({ links: [{ writer, readers: [] }] }));
  return { chains: [...reading.chains(), ...alone], refusals: [] };
}

/** In which a longer text can be taken apart in one way only. */
class Texts {
  readonly areDistinct: boolean;
  readonly #writers: ReadonlyMap<string, Operation>;
  /** From short to long. */
  readonly #lengths: readonly number[];

  constructor(written: readonly Operation[]) {
    const texts = written.map(({ input }) => String(input)).sort();
    // What begins with a text follows it directly in this order.
    this.areDistinct = texts.every(
      (text, index) => text !== "" && !(texts[index + 1] ?? "").startsWith(text),
    );
    this.#writers = new Map(written.map((operation) => [String(operation.input), operation]));
    this.#lengths = [...new Set(texts.map(({ length }) => length))].sort((a, b) => a - b);
  }

  /** Whose text it is that the value has there; undefined: nobody's. */
  writerAt(value: string, at: number): Operation | undefined {
    for (const length of this.#lengths) {
      const writer = this.#writers.get(value.slice(at, at + length));
      if (writer) return writer;
    }
    return undefined;
  }
}

/** What has become of one `put`, as far as anybody has read it. */
interface Grown {
  text: string;
  /** By where it ends. */
  readonly links: Map<number, ReadLink>;
}

interface ReadLink extends Link {
  readonly readers: Operation[];
}

/** Everything that somebody has read. Each value is the beginning of another, or the other way round. */
class Reading {
  readonly #texts: Texts;
  readonly #initial = grownFrom("", undefined);
  readonly #grown = new Map<Operation, Grown>();
  readonly #seen = new Set<Operation>();

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  hasSeen(writer: Operation): boolean {
    return this.#seen.has(writer);
  }

  /** False: nobody can have made what it has read. */
  add(get: Operation): boolean {
    const value = String(get.output);
    const grown = this.#beginningOf(value);
    const fits = value.startsWith(grown.text) ? this.#grow(grown, value) : true;
    const link = fits && grown.text.startsWith(value) ? grown.links.get(value.length) : undefined;
    link?.readers.push(get);
    return link !== undefined;
  }

  chains(): Chain[] {
    const all = [this.#initial, ...this.#grown.values()];
    return all.map(({ links }) => ({ links: [...links.values()] }));
  }

  #beginningOf(value: string): Grown {
    const first = this.#texts.writerAt(value, 0);
    if (first?.name !== "put") return this.#initial;
    const known = this.#grown.get(first);
    if (known) return known;
    const grown = grownFrom(String(first.input), first);
    this.#grown.set(first, grown);
    this.#seen.add(first);
    return grown;
  }

  /** By what was appended, each of it once. False: that cannot be. */
  #grow(grown: Grown, value: string): boolean {
    while (grown.text.length < value.length) {
      const writer = this.#texts.writerAt(value, grown.text.length);
      if (!writer || writer.name === "put" || this.#seen.has(writer)) return false;
      this.#seen.add(writer);
      grown.text = value.slice(0, grown.text.length + String(writer.input).length);
      grown.links.set(grown.text.length, { writer, readers: [] });
    }
    return true;
  }
}

function grownFrom(text: string, writer: Operation | undefined): Grown {
  return { text, links: new Map([[text.length, { writer, readers: [] }]]) };
}
