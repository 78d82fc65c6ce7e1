/** One process: whether it runs, and how it is doing. */

import type { Agent } from "@holdfast/api";
import type { ComponentChildren, JSX } from "preact";
import { Link } from "../shell/link.tsx";
import { isPast } from "../time/as-of.ts";
import { describeMoment, duration, viewerZone } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import { MemoryBar } from "./memory-bar.tsx";
import "./process-card.css";
import { processState } from "./process-state.ts";
import { StateMark } from "./state-mark.tsx";

/** Longer than this without a heartbeat, or with a busy main thread, is worth a look. */
const BEAT_MS_USUAL = 5_000;
const LAG_MS_USUAL = 200;

export function ProcessCard({ agent }: { agent: Agent }): JSX.Element {
  const { name, role, state, pid, restarts, cpuPercent, lastBeatMsAgo, mainLagMs } = agent;
  const told = processState(state);
  const isWatched = !isPast.value && state === "running";
  return (
    <article class={`process-card panel looks-${told.looks}`} aria-label={`${name}: ${told.word}`}>
      <header>
        <h3>{name}</h3>
        <StateMark state={told} />
        <p class="soft small">
          {role}
          {pid != null && `, process ${pid}`}
        </p>
      </header>
      {(told.next || agent.downReason) && (
        <p class="process-why small">{agent.downReason ?? told.next}</p>
      )}
      {state === "running" && !agent.present && role.endsWith("-agent") && (
        <p class="process-why small">It has not announced itself in the shared state yet.</p>
      )}
      <dl>
        <Fact name="Up for">
          <Uptime startedAt={agent.startedAt} isUp={state === "running"} />
        </Fact>
        <Fact name="Restarts">{restarts}</Fact>
        <Fact name="CPU">{cpuPercent == null ? undefined : `${Math.round(cpuPercent)} %`}</Fact>
        <Fact name="Tasks claimed">{tasks(agent)}</Fact>
        <Fact name="Last heartbeat" isOdd={isWatched && (lastBeatMsAgo ?? 0) > BEAT_MS_USUAL}>
          {lastBeatMsAgo == null ? undefined : `${duration(lastBeatMsAgo)} ago`}
        </Fact>
        <Fact name="Main thread late by" isOdd={isWatched && (mainLagMs ?? 0) > LAG_MS_USUAL}>
          {inMs(mainLagMs)}
        </Fact>
        <Fact name="Longest write lock">{inMs(agent.longestWriteMs)}</Fact>
      </dl>
      <MemoryBar rssBytes={agent.rssBytes} limitMb={agent.memoryMb} />
      {!isPast.value && agent.state !== "ended" && (
        <Link
          class="small process-break"
          to={`/break?process=${encodeURIComponent(name)}`}
          label={`Break it: ${name}`}
        >
          Break it
        </Link>
      )}
    </article>
  );
}

interface FactProps {
  readonly name: string;
  readonly isOdd?: boolean;
  readonly children: ComponentChildren;
}

function Fact({ name, isOdd, children }: FactProps): JSX.Element {
  const isKnown = children !== undefined && children !== null;
  return (
    <div class={isOdd ? "fact odd" : "fact"}>
      <dt>{name}</dt>
      <dd>
        {isKnown ? children : <Unknown />}
        {isOdd && <strong> (unusual)</strong>}
      </dd>
    </div>
  );
}

function Unknown(): JSX.Element {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span class="unseen">not known</span>
    </>
  );
}

interface UptimeProps {
  readonly startedAt: string | null | undefined;
  readonly isUp: boolean;
}

function Uptime({ startedAt, isUp }: UptimeProps): JSX.Element {
  if (startedAt == null || !isUp) return <Unknown />;
  const upMs = Math.max(0, shownNow.value - Date.parse(startedAt));
  return (
    <time dateTime={startedAt} title={`Since ${describeMoment(startedAt, viewerZone)}`}>
      {duration(upMs < 60_000 ? Math.floor(upMs / 1_000) * 1_000 : upMs)}
    </time>
  );
}

function tasks({ tasksClaimed, tasksUnderWay }: Agent): string | undefined {
  if (tasksClaimed == null) return undefined;
  return tasksUnderWay ? `${tasksClaimed} (${tasksUnderWay} now)` : String(tasksClaimed);
}

/** What is measured by the microsecond is told so that nothing looks like nothing. */
function inMs(ms: number | null | undefined): string | undefined {
  if (ms == null) return undefined;
  return ms > 0 && ms < 10 ? `${ms.toFixed(1)} ms` : duration(ms);
}
