/**
 * Break it: kill, stop, fail, and race, and see what comes of it. Each fault says what should happen, and
 * a moment later what did. Only in a demo or a workshop.
 */

import type { Agent, Agents, BreakIt, Room } from "@holdfast/api";
import type { JSX } from "preact";
import { get, Problem } from "../api/http.ts";
import { NotReady, Stale } from "../components/not-ready.tsx";
import { directory, useDirectory } from "../directory/directory.ts";
import { inCollection, useLive } from "../live/use-live.ts";
import { viewerZone, zoneName } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import "./break-it-page.css";
import { Faults } from "./faults.tsx";
import { NotEnabled } from "./not-enabled.tsx";
import { NotForYou } from "./not-for-you.tsx";

export interface Breakable {
  readonly breakIt: BreakIt;
  readonly agents: readonly Agent[];
  readonly rooms: readonly Room[];
}

interface Loaded {
  readonly breakIt: BreakIt | "not-for-you";
  readonly agents: readonly Agent[];
}

export function BreakItPage(): JSX.Element {
  useDirectory();
  const live = useLive(load, { concerns: inCollection("agents", "breaking") });
  return (
    <div class="stack break-it">
      <header>
        <h1>Break it</h1>
        <p class="soft small">
          Each says what should happen, and then what did. Times in{" "}
          {zoneName(viewerZone, shownNow.value)}.
        </p>
      </header>
      {live.kind !== "ready" ? (
        <NotReady of={live} what="what can be broken" />
      ) : (
        <>
          <Stale failed={live.failed} />
          <Shown breakIt={live.value.breakIt} agents={live.value.agents} />
        </>
      )}
    </div>
  );
}

function Shown({ breakIt, agents }: Loaded): JSX.Element {
  if (breakIt === "not-for-you") return <NotForYou />;
  if (!breakIt.enabled) return <NotEnabled why={breakIt.why} />;
  return <Faults breakable={{ breakIt, agents, rooms: directory.value.rooms }} />;
}

async function load(signal: AbortSignal): Promise<Loaded> {
  const [breakIt, { agents }] = await Promise.all([
    get<BreakIt>("/api/break", { signal }).catch(notHere),
    get<Agents>("/api/agents", { signal }),
  ]);
  return { breakIt, agents };
}

/** Who is no admin may not know, and an older gateway does not. */
function notHere(error: unknown): BreakIt | "not-for-you" {
  const slug = error instanceof Problem ? error.slug : undefined;
  if (slug === "role-too-low") return "not-for-you";
  if (slug === "no-such-endpoint") return { enabled: false, why: TOO_OLD, faults: [] };
  throw error;
}

const TOO_OLD = "The gateway is older than this page, and knows nothing of it.";
