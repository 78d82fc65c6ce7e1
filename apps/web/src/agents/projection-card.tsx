/** One view: its lag, its state, and what a person can do when it has stopped. */

import type { Projection } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { send } from "../api/http.ts";
import { announce } from "../components/announcer.tsx";
import { explain } from "../refusals/explain.ts";
import { describeMoment, duration, viewerZone } from "../time/format.ts";
import { lagHistory } from "./lag-history.ts";
import { LagLine } from "./lag-line.tsx";
import "./projection-card.css";
import type { ProcessState } from "./process-state.ts";
import { StateMark } from "./state-mark.tsx";

const STATES: Readonly<Record<Projection["state"], ProcessState>> = {
  live: { word: "Follows", shape: "disc", looks: "good" },
  building: { word: "Is being built", shape: "ring", looks: "warn" },
  stopped: { word: "Stopped", shape: "cross", looks: "bad" },
};

interface ProjectionCardProps {
  readonly projection: Projection;
  readonly onAsked: () => void;
}

export function ProjectionCard({ projection, onAsked }: ProjectionCardProps): JSX.Element {
  const { name, state, serving, lagMs, lagRevisions, stopped, gaps } = projection;
  const asking = useSignal<"nothing" | "asking" | Error>("nothing");
  const ask = async (verb: "restart" | "rebuild") => {
    asking.value = "asking";
    try {
      await send("POST", `/api/projections/${encodeURIComponent(name)}/${verb}`);
      asking.value = "nothing";
      announce(verb === "restart" ? `${name} goes on.` : `${name} is built anew.`);
      onAsked();
    } catch (refused) {
      asking.value = refused as Error;
    }
  };
  const isAsking = asking.value === "asking";
  return (
    <article class={`panel projection ${STATES[state].looks}`}>
      <header>
        <h3>{name}</h3>
        <StateMark state={STATES[state]} />
      </header>
      <div class="projection-lag">
        <LagLine name={name} samples={lagHistory.value.get(name) ?? []} />
        <dl>
          <dt>behind by</dt>
          <dd class="projection-ms">{duration(lagMs)}</dd>
          <dt class="unseen">commits</dt>
          <dd class="small soft">{lagRevisions === 1 ? "1 commit" : `${lagRevisions} commits`}</dd>
        </dl>
      </div>
      {stopped && (
        <p class="small projection-error">
          It stopped at revision {stopped.revision}, {describeMoment(stopped.at, viewerZone)}:{" "}
          {stopped.error}
        </p>
      )}
      {asking.value instanceof Error && (
        <p class="small projection-error" role="alert">
          That was refused. {explain(asking.value)}
        </p>
      )}
      <footer>
        <p class="small soft">
          {serving
            ? `${serving.entries} entries, as of revision ${serving.revision}`
            : "Not built yet"}
          {gaps > 0 && `, ${gaps} gaps`}
        </p>
        <div class="row">
          {state === "stopped" && (
            <button
              type="button"
              class="primary"
              disabled={isAsking}
              onClick={() => ask("restart")}
            >
              Let it go on
            </button>
          )}
          <button
            type="button"
            class="small"
            disabled={isAsking || state === "building"}
            aria-label={`Build anew: ${name}`}
            title="It is built beside the old one, which serves until then"
            onClick={() => ask("rebuild")}
          >
            Build anew
          </button>
        </div>
      </footer>
    </article>
  );
}
