/**
 * The projection agent: keeps every view up to date. Nothing waits for it: without it bookings go on,
 * and the views fall behind, and say so.
 */

import {
  type AgentContext,
  announceProcess,
  openState,
  type RunningAgent,
  runAgent,
} from "@holdfast/agent-runtime";
import { projections } from "@holdfast/scheduling";
import { type ProjectionEvent, Rounds, runProjection } from "@holdfast/shared-state";
import { projectionAgentRole } from "./role.ts";

/**
 * A booking is some eight commits within milliseconds: all views apply them together. One that is a moment
 * behind is better than one that takes the write lock between any two steps of a booking.
 */
const ROUND_MS = 20;

await runAgent({ name: projectionAgentRole.name, start: startProjections });

async function startProjections(context: AgentContext): Promise<RunningAgent> {
  const state = await openState(context, projectionAgentRole);
  const rounds = new Rounds(state.clock, ROUND_MS);
  const running = projections.map((definition) =>
    runProjection(state, definition, {
      rounds,
      tell: (event) => log(context, definition.name, event),
    }),
  );
  const presence = await announceProcess(state, projectionAgentRole);
  return {
    async stop() {
      await Promise.all(running.map((each) => each.stop()));
      await presence.leave();
      await state.close();
    },
  };
}

function log({ logger }: AgentContext, projection: string, event: ProjectionEvent): void {
  const { kind, ...what } = event;
  if (kind === "stopped") logger.error({ projection, ...what }, "stopped at a change");
  else if (event.kind === "failed") logger.warn({ projection, err: event.error }, "failed");
  else logger.info({ projection, ...what }, kind);
}
