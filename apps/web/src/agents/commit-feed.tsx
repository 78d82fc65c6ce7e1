/**
 * The last commits, as they happen. What was committed before the page was opened is remembered, for
 * an admin: so is what had been committed last at a moment in the past.
 */

import type { Audit } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { get, Problem } from "../api/http.ts";
import { Empty, NotReady } from "../components/not-ready.tsx";
import { useLive } from "../live/use-live.ts";
import { asOf, isPast } from "../time/as-of.ts";
import { clockTime, viewerZone } from "../time/format.ts";
import "./commit-feed.css";
import { mergeCommits, type ToldCommit, tellEntry } from "./commit-words.ts";
import { COMMITS_KEPT, lastCommits } from "./last-commits.ts";

const SHOWN = 20;

export function CommitFeed(): JSX.Element {
  const remembered = useLive(recall);
  const showsAll = useSignal(false);
  const paused = useSignal<readonly ToldCommit[] | undefined>(undefined);
  if (remembered.kind !== "ready") return <NotReady of={remembered} what="the commits" />;
  const heard = isPast.value ? [] : lastCommits.value;
  const all = mergeCommits(remembered.value ?? [], heard)
    .filter(({ isHousekeeping }) => showsAll.value || !isHousekeeping)
    .slice(0, SHOWN);
  const shown = isPast.value ? all : (paused.value ?? all);
  return (
    <section class="stack" aria-labelledby="commits">
      <div class="section-head">
        <h2 id="commits">Last commits</h2>
        <div class="row">
          <label class="row small">
            <input
              type="checkbox"
              checked={showsAll.value}
              onChange={({ currentTarget }) => {
                showsAll.value = currentTarget.checked;
              }}
            />
            Housekeeping, too
          </label>
          <button
            type="button"
            aria-pressed={paused.value !== undefined}
            disabled={isPast.value}
            onClick={() => {
              paused.value = paused.value ? undefined : all;
            }}
          >
            {paused.value ? "Go on" : "Pause"}
          </button>
        </div>
      </div>
      {shown.length === 0 ? (
        <Empty>
          {remembered.value || !isPast.value
            ? "Nothing has been committed since this page was opened."
            : "Only an admin sees what was committed earlier."}
        </Empty>
      ) : (
        <Commits commits={shown} />
      )}
    </section>
  );
}

function Commits({ commits }: { commits: readonly ToldCommit[] }): JSX.Element {
  return (
    <ol class="panel commits" reversed>
      {commits.map(({ revision, at, why, by, touched }) => (
        <li key={revision}>
          <span class="soft">
            <span class="unseen">Revision </span>
            {revision}
          </span>
          <time class="soft" dateTime={at}>
            {secondsOf(at)}
          </time>
          <strong>{why}</strong>
          <span class="commit-by">
            <span class="unseen">by </span>
            {by}
          </span>
          <span class="commit-touched soft small">{touched}</span>
        </li>
      ))}
    </ol>
  );
}

/** `13:24:03.061`: many fall into one second. */
function secondsOf(at: string): string {
  return `${clockTime(at, viewerZone)}${at.slice(16, 23)}`;
}

/** Undefined: only an admin may know. */
async function recall(signal: AbortSignal): Promise<readonly ToldCommit[] | undefined> {
  const query = { limit: COMMITS_KEPT, to: asOf.peek() };
  try {
    const options = { query, signal, presentOnly: true };
    const { entries } = await get<Audit>("/api/audit", options);
    return entries.map(tellEntry);
  } catch (error) {
    if (error instanceof Problem && error.slug === "role-too-low") return undefined;
    throw error;
  }
}
