/** Reading a projection's sources from the feed: so many commits, whether there are any, and when. */

import type { Change, Commit, Engine, Revision } from "./engine.ts";
import { hasPrefix, type Key } from "./keys.ts";

/** The commits after one revision, up to and with another. */
export interface RevisionSpan {
  readonly after: Revision;
  readonly until: Revision;
}

export interface SourceCommits {
  /** Those that touch the sources, with their changes of the sources only. */
  readonly commits: readonly Commit[];
  /** Every commit up to here has been looked at. */
  readonly through: Revision;
  /** What follows has been trimmed and can no longer be read. */
  readonly gap: boolean;
}

/** The commits of the span that touch the sources; `max` of them at the most. */
export async function readSources(
  engine: Engine,
  sources: readonly Key[],
  { after, until, max }: RevisionSpan & { max: number },
): Promise<SourceCommits> {
  const commits: Commit[] = [];
  if (after >= until) return { commits, through: after, gap: false };
  for await (const item of engine.changes({ prefix: commonPrefix(sources), after, until })) {
    if (item.kind === "gap") {
      const through = commits.at(-1)?.revision ?? after;
      return { commits, through, gap: commits.length === 0 };
    }
    const changes = item.changes.filter((change) => isOf(sources, change));
    if (changes.length > 0) commits.push({ ...item, changes });
    if (commits.length === max) return { commits, through: item.revision, gap: false };
  }
  return { commits, through: until, gap: false };
}

/** Resolves at the first commit after `after` that touches one of the prefixes, or when aborted. */
export async function untilTouched(
  engine: Engine,
  prefixes: readonly Key[],
  after: Revision,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const feeds = prefixes.map((prefix) => engine.changes({ prefix, after }));
  const close = () => {
    for (const feed of feeds) feed.close();
  };
  signal.addEventListener("abort", close);
  try {
    await Promise.race(feeds.map((feed) => feed.next()));
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

/** How much a view has not seen of what concerns it. */
export interface Unseen {
  readonly commits: number;
  /** The first of them. */
  readonly first?: { readonly revision: Revision; readonly at?: number };
}

/** Beyond `max` commits that concern it, every commit counts. */
export async function countUnseen(
  engine: Engine,
  sources: readonly Key[],
  span: RevisionSpan & { max: number },
): Promise<Unseen> {
  const { commits, through, gap } = await readSources(engine, sources, span);
  if (gap) return { commits: span.until - span.after, first: { revision: span.after + 1 } };
  const [first] = commits;
  if (!first) return { commits: 0 };
  return { commits: commits.length + Math.max(0, span.until - through), first };
}

/** The longest prefix that all of the sources begin with: one feed of it tells of all of them. */
function commonPrefix([first = [], ...others]: readonly Key[]): Key {
  const differs = (part: unknown, at: number) => others.some((other) => other[at] !== part);
  const end = first.findIndex(differs);
  return end === -1 ? first : first.slice(0, end);
}

function isOf(sources: readonly Key[], { key }: Change): boolean {
  return sources.some((source) => hasPrefix(key, source));
}
