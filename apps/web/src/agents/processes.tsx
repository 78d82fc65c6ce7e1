/** Each process of Holdfast as a card. */

import type { Agents } from "@holdfast/api";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { inCollection, under, useLive } from "../live/use-live.ts";
import { asOf, isPast } from "../time/as-of.ts";
import { ProcessCard } from "./process-card.tsx";
import { summary } from "./process-state.ts";

/** Their figures are told every other second. */
const FIGURES_EVERY_MS = 2_000;

const inAgents = inCollection("agents", "agent-figures");
const inPresence = under("presence");

export function Processes(): JSX.Element {
  const agents = useLive((signal) => get<Agents>("/api/agents", { signal }), {
    concerns: (key) => inAgents(key) || inPresence(key),
    ...(asOf.value === undefined && { everyMs: FIGURES_EVERY_MS }),
  });
  if (agents.kind !== "ready") return <NotReady of={agents} what="the processes" />;
  const all = agents.value.agents;
  return (
    <section class="stack" aria-labelledby="processes">
      <div class="section-head">
        <h2 id="processes">Processes</h2>
        <p class="soft" role="status">
          {summary(all.map(({ state }) => state))}
        </p>
      </div>
      <Stale failed={agents.failed} />
      {all.length === 0 && <Empty>{nobody()}</Empty>}
      <ul class="process-cards">
        {all.map((agent) => (
          <li key={agent.name}>
            <ProcessCard agent={agent} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function nobody(): string {
  return isPast.value
    ? "No process had announced itself by then."
    : "No process has announced itself. Without the supervisor, nobody restarts them.";
}
