/**
 * Adya's anomalies, the worst first, each with the shortest cycle that shows it.
 *
 *     G0           writes of two transactions interleave             ww ww
 *     G1a          something was read that was never committed
 *     G1b          something was read that its writer wrote over itself
 *     G1c          two transactions each saw the other's work         ww or wr, all round
 *     lost-update  one wrote over a version it had not read           rw ww, on one key
 *     G-single     one saw another's work only in part (read skew)    one rw, else ww or wr
 *     G2-item      two decided by what the other then changed         two rw or more (write skew)
 */

import { type Dependency, dependencyGraph, placeOfRead } from "./dependencies.ts";
import { shortestCycle, shortestCycleWithOne } from "./shortest-cycle.ts";
import type { Transaction } from "./transactions.ts";
import { unwrittenRead } from "./unwritten-read.ts";
import { type Version, versionsByKey } from "./versions.ts";

export interface Anomaly {
  readonly name: "G0" | "G1a" | "G1b" | "G1c" | "lost-update" | "G-single" | "G2-item";
  /** Who is involved, in order. */
  readonly transactions: readonly Transaction[];
  /** In words, for each of them, what it did to the next. */
  readonly because: readonly string[];
}

type Versions = ReadonlyMap<string, readonly Version[]>;

export function findAnomaly(transactions: readonly Transaction[]): Anomaly | undefined {
  const versions = versionsByKey(transactions);
  const graph = dependencyGraph(transactions, versions);
  const isWw = ({ why }: Dependency) => why === "ww";
  const isRw = ({ why }: Dependency) => why === "rw";
  const isForward = ({ why }: Dependency) => why !== "rw";
  const told = (name: Anomaly["name"], cycle: readonly Dependency[] | undefined) =>
    cycle && ofCycle(name, cycle, transactions);
  return (
    told("G0", shortestCycle(graph, isWw)) ??
    abortedRead(transactions) ??
    neverWritten(transactions) ??
    intermediateRead(transactions, versions) ??
    told("G1c", shortestCycle(graph, isForward)) ??
    lostUpdate(transactions, versions) ??
    told("G-single", shortestCycleWithOne(graph, isRw, isForward)) ??
    told(
      "G2-item",
      shortestCycle(graph, () => true),
    )
  );
}

function abortedRead(transactions: readonly Transaction[]): Anomaly | undefined {
  const aborted = new Map<number, Transaction>();
  for (const transaction of transactions) {
    const { outcome, revision, writes } = transaction;
    if (outcome !== "aborted" || revision === undefined || writes.length === 0) continue;
    aborted.set(revision, transaction);
  }
  if (aborted.size === 0) return undefined;
  for (const reader of transactions) {
    if (reader.outcome === "aborted") continue;
    for (const { key, revision } of reader.reads) {
      const writer = aborted.get(revision);
      if (!writer?.writes.some((write) => write.key === key)) continue;
      const because = [`${reader.name} read ${key} as ${writer.name} wrote it, which was aborted`];
      return { name: "G1a", transactions: [writer, reader], because };
    }
  }
  return undefined;
}

function neverWritten(transactions: readonly Transaction[]): Anomaly | undefined {
  const found = unwrittenRead(transactions);
  if (!found) return undefined;
  const { writer, reader, key } = found;
  const because = [`${reader.name} read ${key} as ${writer.name} left it, which did not write it`];
  const involved = writer === reader ? [reader] : [writer, reader];
  return { name: "G1a", transactions: involved, because };
}

function intermediateRead(
  transactions: readonly Transaction[],
  versions: Versions,
): Anomaly | undefined {
  for (const [place, reader] of transactions.entries()) {
    for (const { key, revision, nth } of reader.outcome === "aborted" ? [] : reader.reads) {
      if (nth === undefined) continue;
      const version = versions.get(key)?.find((each) => each.revision === revision);
      if (!version || nth >= version.times || version.writer === place) continue;
      const writer = transactions[version.writer]!;
      const because = [
        `${reader.name} read write ${nth} of ${writer.name} to ${key}, of ${version.times}`,
      ];
      return { name: "G1b", transactions: [writer, reader], because };
    }
  }
  return undefined;
}

/** It read one version, and what it wrote came after another that it had not read. */
function lostUpdate(transactions: readonly Transaction[], versions: Versions): Anomaly | undefined {
  for (const [place, transaction] of transactions.entries()) {
    const { outcome, reads, writes, revision } = transaction;
    if (outcome === "aborted" || writes.length === 0) continue;
    const overwrote = writes.flatMap(({ key, before }) =>
      before === undefined ? [] : [{ key, revision: before }],
    );
    for (const read of [...reads, ...overwrote]) {
      const ofKey = versions.get(read.key) ?? [];
      const own = ofKey.findIndex(({ writer }) => writer === place);
      const seen = own < 0 ? undefined : placeOfRead(ofKey, read, revision);
      const lost = seen && seen.index + 1 < own ? ofKey[own - 1] : undefined;
      if (!lost) continue;
      const other = transactions[lost.writer]!;
      const because = [
        `${transaction.name} knew ${read.key} as of revision ${read.revision}`,
        `${other.name} then wrote it (revision ${lost.revision})`,
        `${transaction.name} wrote over that (revision ${revision})`,
      ];
      return { name: "lost-update", transactions: [other, transaction], because };
    }
  }
  return undefined;
}

const WORDS = {
  ww: "was written over by",
  wr: "was read by",
  rw: "had read what was then written by",
} as const;

function ofCycle(
  name: Anomaly["name"],
  cycle: readonly Dependency[],
  transactions: readonly Transaction[],
): Anomaly {
  const nameOf = (place: number) => transactions[place]!.name;
  return {
    name,
    transactions: cycle.map(({ from }) => transactions[from]!),
    because: cycle.map(
      ({ from, to, why, key }) => `${nameOf(from)} ${WORDS[why]} ${nameOf(to)} (${why}, ${key})`,
    ),
  };
}
