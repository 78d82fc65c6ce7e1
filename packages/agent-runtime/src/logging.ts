/**
 * Logs are JSON, one line each, on stdout: whoever runs the system decides where they go. They are
 * written at once, so that the last words of a process that dies are not lost, and secrets are left
 * out by name wherever an object that carries one is logged.
 */

import { type Logger, pino } from "pino";
import { logLines } from "./log-lines.ts";

export type { Logger } from "pino";

/** Names under which secrets travel, at the top of a logged object and one and two levels down. */
const SECRETS = ["token", "accessToken", "authorization", "cookie", "password", "secret"];

const STDOUT = 1;

export interface LoggingOptions {
  readonly actor: string;
  readonly level?: string;
  /** Where lines go; stdout when absent. */
  readonly destination?: { write(line: string): void };
}

export function createLogger({ actor, level = "info", destination }: LoggingOptions): Logger {
  return pino(
    {
      level,
      base: { actor, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths(), censor: "[secret]" },
    },
    destination ?? logLines(STDOUT),
  );
}

function secretPaths(): string[] {
  return SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
}
