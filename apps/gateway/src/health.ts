/** `/health`: does the gateway serve, and is anybody missing? Anybody may ask; it tells little. */

import { healthOut } from "@holdfast/api";
import { missingRoles, readAgents } from "./agents.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { readDurably } from "./durably.ts";

export function addHealthRoute(app: App, gateway: Gateway): void {
  app.get(
    "/health",
    {
      config: { needs: "nothing" },
      schema: { tags: ["operation"], response: { 200: healthOut, ...otherwiseProblem } },
    },
    async (_request, reply) => {
      const missing = missingRoles(await readDurably(gateway, reply, readAgents));
      return { status: missing.length === 0 ? ("ok" as const) : ("degraded" as const), missing };
    },
  );
}
