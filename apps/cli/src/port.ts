/**
 * The port that `start` is told to serve at, tried before anything is started: a gateway that cannot
 * listen would be restarted until it is given up, and only the log would say why.
 */

import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { CommandError, EXIT, usageError } from "./exit-codes.ts";
import { servingProcess } from "./state-folder.ts";

/** Ports are numbers of 16 bits. */
const PORT_MAX = 65_535;

interface Asked {
  readonly port?: string;
  readonly folder: string;
}

/**
 * Resolves with what the gateway is to be told; undefined: it takes the usual port, or the next that
 * is free.
 * @throws CommandError when it is no port, or one at which nobody can listen now
 */
export async function findPort(
  { port, folder }: Asked,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<number | undefined> {
  const asked = readPort(port, variables);
  if (asked === undefined || asked === 0) return asked;
  // Who serves the state has the port, most likely. The supervisor says that, and knows whom it ends.
  if (existsSync(folder) && servingProcess(folder) !== undefined) return asked;
  await tryToListen(variables.HOLDFAST_HOST ?? "127.0.0.1", asked);
  return asked;
}

function readPort(option: string | undefined, variables: NodeJS.ProcessEnv): number | undefined {
  const text = option ?? variables.HOLDFAST_PORT;
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= PORT_MAX) return port;
  const where = option === undefined ? "HOLDFAST_PORT" : "--port";
  throw usageError(
    `${where} is "${text}", which is no port: one is a number from 0 (any that is free) to ${PORT_MAX}.`,
  );
}

function tryToListen(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new CommandError(whyNot(error, host, port), EXIT.notServing));
    });
    server.listen({ host, port }, () => server.close(() => resolve()));
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  const other = "Choose one with --port N (0: any that is free).";
  if (code === "EADDRINUSE") {
    return `Port ${port} is taken: another program listens there, on ${host}. ${other}`;
  }
  if (code === "EACCES") return `You are not permitted to listen on port ${port}. ${other}`;
  return `Nobody can listen on port ${port} of HOLDFAST_HOST, ${host}: ${message}.`;
}
