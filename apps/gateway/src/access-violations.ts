/**
 * Whoever asks for what their role does not allow, or for what is another's, is refused, and that is
 * recorded: who, which endpoint, which role it needs. Never the access token, nor what was sent.
 */

import type { FastifyRequest } from "fastify";
import { actorOf } from "./access.ts";
import type { App, Gateway } from "./app.ts";
import { Problem } from "./problems.ts";

const VIOLATIONS: readonly string[] = ["role-too-low", "not-yours"];

export function addViolationRecording(app: App, gateway: Gateway): void {
  app.addHook("onError", async (request, _reply, error) => {
    if (error instanceof Problem && VIOLATIONS.includes(error.slug)) {
      await record(gateway, request, error);
    }
  });
}

async function record(
  { state }: Gateway,
  { access, method, routeOptions }: FastifyRequest,
  problem: Problem,
): Promise<void> {
  if (!access) return; // Of strangers nothing is kept: they could fill the list.
  const { needs } = problem.toBody();
  await state.violations.report({
    ...{ code: problem.slug, role: access.role, actor: actorOf(access) },
    route: `${method} ${routeOptions.url ?? ""}`,
    ...(typeof needs === "string" ? { needs } : {}),
  });
}
