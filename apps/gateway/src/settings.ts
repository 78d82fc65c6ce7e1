/** How the gateway is set up: environment variables, beside those that every agent reads. */

import { EnvironmentError } from "@holdfast/agent-runtime";
import { z } from "zod";

/** Where the gateway is found unless it is told otherwise; the next free port if this is taken. */
export const USUAL_PORT = 7420;

const SECRET_LENGTH_MIN = 32;
const TOKEN_LENGTH_MIN = 16;

/** What an Authorization header and a cookie carry as it is. */
const token = z
  .string()
  .max(512)
  .regex(/^[\w.~+/=-]+$/, "must be of letters, digits and . _ ~ + / = -");

const variables = z
  .object({
    HOLDFAST_HOST: z.string().min(1).max(253).default("127.0.0.1"),
    /** 0: any free one. */
    HOLDFAST_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    /** Needed, and used as the access token, when others than this machine may connect. */
    HOLDFAST_SECRET: token.min(SECRET_LENGTH_MIN).optional(),
    HOLDFAST_ACCESS_TOKEN: token.min(TOKEN_LENGTH_MIN).optional(),
    /** Names by which browsers may reach it, beside localhost; separated by commas. */
    HOLDFAST_HOSTNAMES: z.string().default(""),
    /** Requests a minute and access token. */
    HOLDFAST_RATE_LIMIT: z.coerce.number().int().positive().default(3_000),
  })
  .refine((read) => isLoopback(read.HOLDFAST_HOST) || read.HOLDFAST_SECRET !== undefined, {
    path: ["HOLDFAST_SECRET"],
    message: `is needed (${SECRET_LENGTH_MIN} characters) to listen on other than this machine`,
  });

export interface Settings {
  readonly host: string;
  /** Undefined: the usual one, or the next that is free. */
  readonly port: number | undefined;
  /** Undefined: a random one, kept beside the state. */
  readonly accessToken: string | undefined;
  readonly hostnames: readonly string[];
  readonly requestsPerMinute: number;
}

/** @throws EnvironmentError */
export function readSettings(from: Record<string, string | undefined> = process.env): Settings {
  const { success, data, error } = variables.safeParse(from);
  if (!success) throw new EnvironmentError(error.issues);
  return {
    host: data.HOLDFAST_HOST,
    port: data.HOLDFAST_PORT,
    accessToken: data.HOLDFAST_SECRET ?? data.HOLDFAST_ACCESS_TOKEN,
    hostnames: data.HOLDFAST_HOSTNAMES.split(",").map((name) => name.trim().toLowerCase()),
    requestsPerMinute: data.HOLDFAST_RATE_LIMIT,
  };
}

/** Only this machine can connect to such an address. */
export function isLoopback(address: string): boolean {
  const bare = address.replace(/^::ffff:/, "");
  return bare === "localhost" || bare === "::1" || /^127(\.\d{1,3}){3}$/.test(bare);
}
