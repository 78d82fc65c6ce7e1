/** What every resource's routes are given: the HTTP server to add themselves to, and the state. */

import { problemOut } from "@holdfast/api";
import type { SharedState } from "@holdfast/shared-state";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AgentsDown } from "./agents-down.ts";
import type { Guarantees } from "./guarantees.ts";
import type { Settings } from "./settings.ts";

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface Gateway {
  readonly state: SharedState;
  readonly settings: Settings;
  readonly guarantees: Guarantees;
  readonly agentsDown: AgentsDown;
  /** Aborted when the gateway stops: whoever waits for something answers now. */
  readonly closing: AbortSignal;
}

/** For a route's `response` when its reader may have that version already. */
export const unchanged = { 304: z.undefined().describe("You have this version already") } as const;

/** For each route's `response`: whatever else can happen is a Problem. */
export const otherwiseProblem = {
  default: {
    description: "Problem Details (RFC 9457)",
    content: { "application/problem+json": { schema: problemOut } },
  },
} as const;
