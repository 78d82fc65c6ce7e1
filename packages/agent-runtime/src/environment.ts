/**
 * What a child is told when it starts: environment variables, and nothing else. The supervisor
 * writes them (`childVariables`), the child reads them (`readEnvironment`), and both are here so
 * that they cannot drift apart. A program that is run by hand needs only HOLDFAST_STATE.
 */

import { z } from "zod";
import { TIMING } from "./timing.ts";

const milliseconds = z.coerce.number().int().positive();

const variables = z.object({
  HOLDFAST_STATE: z.string().min(1),
  HOLDFAST_ACTOR: z
    .string()
    .regex(/^[a-z][a-z0-9-]*(\/[a-z0-9-]+)?$/)
    .optional(),
  HOLDFAST_BOOT_ID: z.string().min(1).optional(),
  HOLDFAST_LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info"),
  HOLDFAST_FAILPOINTS: z.string().optional(),
  HOLDFAST_DIAL: z.string().optional(),
  HOLDFAST_HEARTBEAT_FD: z.coerce.number().int().min(3).optional(),
  HOLDFAST_HEARTBEAT_MS: milliseconds.default(TIMING.heartbeatMs),
  HOLDFAST_DRAIN_MS: milliseconds.default(TIMING.drainMs),
  HOLDFAST_ORPHAN_MS: milliseconds.default(TIMING.orphanMs),
});

export interface AgentEnvironment {
  /** The state's folder. */
  readonly state: string;
  /** Who writes, for example `room-agent/1`. */
  readonly actor: string;
  /** Names the boot; spares the child from reading it from the system. */
  readonly bootId?: string;
  readonly logLevel: string;
  /** Where armed failpoints stand; absent unless a test runs (see `armed-failpoints.ts`). */
  readonly failpoints?: string;
  /** To which settings the dial is turned; absent unless a test runs (see `asked-dial.ts`). */
  readonly dial?: string;
  /** The pipe to the supervisor; absent when the program was run by hand. */
  readonly heartbeatFd?: number;
  readonly heartbeatMs: number;
  readonly drainMs: number;
  readonly orphanMs: number;
}

/** The environment does not say what the program needs to know. Names each variable at fault. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  readonly code = "environment-invalid";
  readonly variables: readonly string[];

  constructor(issues: readonly { path: PropertyKey[]; message: string }[]) {
    const faults = issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    super(`The environment is incomplete or wrong. ${faults.join("; ")}.`);
    this.variables = issues.map(({ path }) => path.join("."));
  }
}

/**
 * `name` is the actor when HOLDFAST_ACTOR does not say otherwise.
 * @throws EnvironmentError
 */
export function readEnvironment(name: string, from = process.env): AgentEnvironment {
  const { success, data, error } = variables.safeParse(from);
  if (!success) throw new EnvironmentError(error.issues);
  return {
    state: data.HOLDFAST_STATE,
    actor: data.HOLDFAST_ACTOR ?? name,
    bootId: data.HOLDFAST_BOOT_ID,
    logLevel: data.HOLDFAST_LOG_LEVEL,
    failpoints: data.HOLDFAST_FAILPOINTS || undefined, // An empty one is not set.
    dial: data.HOLDFAST_DIAL || undefined,
    heartbeatFd: data.HOLDFAST_HEARTBEAT_FD,
    heartbeatMs: data.HOLDFAST_HEARTBEAT_MS,
    drainMs: data.HOLDFAST_DRAIN_MS,
    orphanMs: data.HOLDFAST_ORPHAN_MS,
  };
}

/** The variables from which `readEnvironment` makes `environment`. */
export function childVariables(environment: AgentEnvironment): Record<string, string> {
  const written: Record<string, string | number | undefined> = {
    HOLDFAST_STATE: environment.state,
    HOLDFAST_ACTOR: environment.actor,
    HOLDFAST_BOOT_ID: environment.bootId,
    HOLDFAST_LOG_LEVEL: environment.logLevel,
    HOLDFAST_FAILPOINTS: environment.failpoints,
    HOLDFAST_DIAL: environment.dial,
    HOLDFAST_HEARTBEAT_FD: environment.heartbeatFd,
    HOLDFAST_HEARTBEAT_MS: environment.heartbeatMs,
    HOLDFAST_DRAIN_MS: environment.drainMs,
    HOLDFAST_ORPHAN_MS: environment.orphanMs,
  };
  const present = Object.entries(written).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}
