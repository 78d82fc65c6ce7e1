/**
 * `/metrics` for Prometheus: the processes, the requests, and how far the shared state has come. What
 * a process is made of comes from the supervisor's table: the permissions that this process runs with
 * do not let it look for itself.
 */

import type { ProjectionStatus, Snapshot } from "@holdfast/shared-state";
import { Gauge, Histogram, Registry } from "prom-client";
import { z } from "zod";
import { type AgentOut, readAgents } from "./agents.ts";
import type { App, Gateway } from "./app.ts";

const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function addMetrics(app: App, { state }: Gateway): void {
  const registry = new Registry();
  const registers = [registry];
  const setAgents = agentGauges(registers);
  const setProjections = projectionGauges(registers);
  const revision = new Gauge({
    ...{ name: "holdfast_revision", help: "Commits of the shared state so far", registers },
  });
  /** All of one revision, and each part of it read once. */
  const collect = async (snapshot: Snapshot) => {
    const agents = await readAgents(snapshot, { now: state.clock.wallMs() });
    const statuses = await state.projections.statusIn(snapshot);
    setAgents(agents);
    setProjections(statuses);
    revision.set(snapshot.revision);
  };
  const requests = new Histogram({
    name: "holdfast_http_request_seconds",
    help: "How long requests took, waiting for sagas included",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS_BUCKETS,
    registers,
  });

  app.addHook("onResponse", async (request, reply) => {
    // The route's pattern, not its path: ids would make a series of their own each.
    const route = request.routeOptions.url ?? "none";
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    requests.observe(labels, reply.elapsedTime / 1_000);
  });
  app.addHook("onClose", async () => registry.clear());

  app.get(
    "/metrics",
    {
      config: { needs: "nothing-on-loopback" },
      schema: {
        tags: ["operation"],
        response: {
          200: {
            description: "Prometheus text format",
            content: { "text/plain": { schema: z.string() } },
          },
        },
      },
    },
    async (_request, reply) => {
      await state.read(collect);
      const text = await registry.metrics();
      return reply.header("Content-Type", registry.contentType).send(text);
    },
  );
}

/** Fills its gauges with what a reader of the state has found. */
type Fill<Found> = (found: Found) => void;

function agentGauges(registers: Registry[]): Fill<readonly AgentOut[]> {
  const labelNames = ["agent"] as const;
  const memory = new Gauge({
    ...{ name: "holdfast_agent_memory_bytes", help: "Memory of a process", registers, labelNames },
  });
  const restarts = new Gauge({
    ...{ name: "holdfast_agent_restarts", help: "How often a process was restarted" },
    ...{ registers, labelNames },
  });
  return (agents) => {
    memory.reset();
    restarts.reset();
    for (const { name: agent, rssBytes, restarts: count } of agents) {
      if (typeof rssBytes === "number") memory.set({ agent }, rssBytes);
      if (typeof count === "number") restarts.set({ agent }, count);
    }
  };
}

function projectionGauges(registers: Registry[]): Fill<readonly ProjectionStatus[]> {
  const labelNames = ["projection"] as const;
  const revisions = new Gauge({
    name: "holdfast_projection_lag_revisions",
    help: "Commits that concern a projection and that it has not applied",
    ...{ registers, labelNames },
  });
  const ms = new Gauge({
    name: "holdfast_projection_lag_ms",
    help: "How long ago the first commit that a projection has not applied was made",
    ...{ registers, labelNames },
  });
  return (statuses) => {
    revisions.reset();
    ms.reset();
    for (const { name: projection, lagRevisions, lagMs } of statuses) {
      revisions.set({ projection }, lagRevisions);
      ms.set({ projection }, lagMs);
    }
  };
}
