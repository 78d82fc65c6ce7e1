/**
 * `/api/projections`: how far behind each view is, and whether one has stopped; and what a person can
 * do about that.
 */

import { type generationOut, type projectionOut, projectionsOut } from "@holdfast/api";
import type { Generation, ProjectionStatus } from "@holdfast/shared-state";
import { rebuildProjection, restartProjection } from "@holdfast/shared-state";
import { z } from "zod";
import { actorOf } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { commitDurably, readDurably } from "./durably.ts";
import { toInstantOut } from "./instants.ts";
import { notFound } from "./problems.ts";

const tags = ["projections"];

export function addProjectionRoutes(app: App, gateway: Gateway): void {
  const { state } = gateway;
  const response = { 200: projectionsOut, ...otherwiseProblem };
  app.get("/api/projections", { schema: { tags, response } }, async (_request, reply) => {
    const statuses = await readDurably(gateway, reply, (snapshot) =>
      state.projections.statusIn(snapshot),
    );
    return { projections: statuses.map(toProjectionOut) };
  });

  const requests = { restart: restartProjection, rebuild: rebuildProjection };
  for (const [verb, ask] of Object.entries(requests)) {
    const params = z.object({ name: z.string().min(1).max(64) });
    const accepted = { 202: z.undefined(), ...otherwiseProblem };
    app.post(
      `/api/projections/:name/${verb}`,
      { config: { needs: "admin" }, schema: { tags, params, response: accepted } },
      async (request, reply) => {
        const { name } = request.params;
        const actor = actorOf(accessOf(request));
        const note = { actor, cause: `projection-${verb}-requested`, correlation: name };
        const known = await commitDurably(gateway, reply, (tx) => ask(tx, name), note);
        if (!known) throw notFound("projection", name);
        return reply.code(202).send();
      },
    );
  }
}

function toProjectionOut(status: ProjectionStatus): z.infer<typeof projectionOut> {
  const { serving, building, stopped, ...plain } = status;
  return {
    ...plain,
    ...(serving && { serving: toGenerationOut(serving) }),
    ...(building && { building: toGenerationOut(building) }),
    ...(stopped && {
      stopped: { ...stopped, key: [...stopped.key], at: toInstantOut(stopped.at) },
    }),
  };
}

function toGenerationOut(generation: Generation): z.infer<typeof generationOut> {
  return { ...generation, at: toInstantOut(generation.at) };
}
