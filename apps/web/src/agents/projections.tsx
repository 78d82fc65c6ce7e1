/** The views that follow the state, and how far behind each is: as a number, and as a line. */

import type { Projection, Projections as ProjectionsTold } from "@holdfast/api";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { useLive } from "../live/use-live.ts";
import { isPast } from "../time/as-of.ts";
import { wallNow } from "../time/now.ts";
import { recordLag } from "./lag-history.ts";
import { ProjectionCard } from "./projection-card.tsx";

const MEASURED_EVERY_MS = 1_000;

export function Projections(): JSX.Element {
  return (
    <section class="stack" aria-labelledby="projections">
      <div class="section-head">
        <h2 id="projections">Views</h2>
        <p class="soft">follow the state; how far behind, in the last two minutes</p>
      </div>
      {isPast.value ? (
        <Empty>How far the views were behind is not remembered. Go back to now to see it.</Empty>
      ) : (
        <MeasuredProjections />
      )}
    </section>
  );
}

function MeasuredProjections(): JSX.Element {
  const live = useLive(measure, { everyMs: MEASURED_EVERY_MS });
  if (live.kind !== "ready") return <NotReady of={live} what="the views" />;
  return (
    <>
      <Stale failed={live.failed} />
      {live.value.length === 0 && <Empty>No view has been built yet.</Empty>}
      <ul class="projection-cards">
        {live.value.map((projection) => (
          <li key={projection.name}>
            <ProjectionCard projection={projection} onAsked={live.reload} />
          </li>
        ))}
      </ul>
    </>
  );
}

async function measure(signal: AbortSignal): Promise<readonly Projection[]> {
  const options = { signal, presentOnly: true };
  const { projections } = await get<ProjectionsTold>("/api/projections", options);
  recordLag(projections, wallNow.peek());
  return projections;
}
