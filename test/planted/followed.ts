/** A view that follows what happens on a stage, as the projection agent would keep it. */

import { type ProjectionDefinition, runProjection } from "@holdfast/shared-state";
import type { Stage } from "./stage.ts";

/** It follows from the beginning of what is done to the end, and has seen all of it by then. */
export async function followedBy(
  stage: Stage,
  projection: ProjectionDefinition,
  act: () => Promise<void>,
): Promise<void> {
  const agent = await stage.agent("projection-agent/1");
  const running = runProjection(agent, projection);
  const covers = (atLeast: number) =>
    agent.projections.read(projection, async () => {}, { atLeast }).then(({ ok }) => ok);
  await stage.until(() => covers(0));
  await act();
  const last = await agent.engine.head();
  await stage.until(() => covers(last));
  await running.stop();
}
