/**
 * `/metrics` for Prometheus: the processes, the requests, and how far the shared state has come. What
 * a process is made of comes from the supervisor's table: the permissions that this process runs with
 * do not let it look for itself.
 */

import { Gauge, Histogram, Registry } from "prom-client";
import { z } from "zod";
import { readAgents } from "./agents.ts";
import type { App, Gateway } from "./app.ts";

const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function addMetrics(app: App, { state }: Gateway): void {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    ...{ name: "holdfast_agent_memory_bytes", help: "Memory of a process", registers },
    labelNames: ["agent"],
    async collect() {
      this.reset();
      for (const { name, rssBytes } of await state.read(readAgents)) {
        if (typeof rssBytes === "number") this.set({ agent: name }, rssBytes);
      }
    },
  });
  new Gauge({
    ...{ name: "holdfast_agent_restarts", help: "How often a process was restarted", registers },
    labelNames: ["agent"],
    async collect() {
      this.reset();
      for (const { name, restarts } of await state.read(readAgents)) {
        if (typeof restarts === "number") this.set({ agent: name }, restarts);
      }
    },
  });
  new Gauge({
    ...{ name: "holdfast_revision", help: "Commits of the shared state so far", registers },
    async collect() {
      this.set(await state.engine.head());
    },
  });
  new Gauge({
    name: "holdfast_projection_lag_revisions",
    help: "Commits that concern a projection and that it has not applied",
    labelNames: ["projection"],
    registers,
    async collect() {
      this.reset();
      for (const { name, lagRevisions } of await state.projections.status()) {
        this.set({ projection: name }, lagRevisions);
      }
    },
  });
  new Gauge({
    name: "holdfast_projection_lag_ms",
    help: "How long ago the first commit that a projection has not applied was made",
    labelNames: ["projection"],
    registers,
    async collect() {
      this.reset();
      for (const { name, lagMs } of await state.projections.status()) {
        this.set({ projection: name }, lagMs);
      }
    },
  });
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
      const text = await registry.metrics();
      return reply.header("Content-Type", registry.contentType).send(text);
    },
  );
}
