/** Does it serve, and is everybody there? */

import type { DeadLetters, Health } from "@holdfast/api";
import { listAgents } from "../api.ts";
import { readEvents } from "../events.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { Gateway } from "../http.ts";
import { findServed, type WhereOptions } from "../state-folder.ts";
import type { Finding } from "./machine.ts";

const FIRST_EVENT_MS_MAX = 5_000;

export async function checkServing(options: WhereOptions): Promise<Finding[]> {
  try {
    const gateway = new Gateway(findServed(options));
    const agents = await checkAgents(gateway);
    const reached = { what: "The gateway", ok: true, found: `answers at ${gateway.url}` };
    return [reached, agents, await checkChanges(gateway), await checkDeadLetters(gateway)];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { message: found, exitCode } = error;
    return [{ what: "The gateway", ok: false, found, exitCode }];
  }
}

async function checkAgents(gateway: Gateway): Promise<Finding> {
  const { body } = await gateway.ask<Health>("/health");
  const agents = await listAgents(gateway);
  const down = agents.filter(({ state }) => state === "down").map(({ name }) => name);
  const missing = [...new Set([...body.missing, ...down])];
  return {
    what: "Agents",
    ok: missing.length === 0,
    found:
      missing.length === 0
        ? `${agents.filter(({ state }) => state === "running").length} processes run`
        : `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
    advice: "holdfast.log in the state's folder says why; stop and start again.",
    exitCode: EXIT.notServing,
  };
}

/** The stream of changes says at once where it stands. */
async function checkChanges(gateway: Gateway): Promise<Finding> {
  const what = "Live changes";
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), FIRST_EVENT_MS_MAX);
  try {
    const response = await gateway.open("/api/changes", {
      query: { after: 0 },
      signal: giveUp.signal,
    });
    for await (const { event } of readEvents(response)) {
      return { what, ok: true, found: `come (the first is a ${event})` };
    }
    return { what, ok: false, found: "end at once", advice: ADVICE };
  } catch {
    return { what, ok: false, found: "do not come", advice: ADVICE };
  } finally {
    clearTimeout(timer);
    giveUp.abort();
  }
}

const ADVICE = "A proxy in between may hold them back; ask the gateway itself, with --url.";

async function checkDeadLetters(gateway: Gateway): Promise<Finding> {
  const { body } = await gateway.ask<DeadLetters>("/api/dead-letters");
  const count = body.deadLetters.length;
  return {
    what: "Dead letters",
    ok: count === 0,
    found: count === 0 ? "none" : `${count}`,
    advice: "Look at /api/dead-letters, and have them tried again when the cause is gone.",
  };
}
