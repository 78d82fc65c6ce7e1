/** Where the gateway listens, and how others find it: `<state>/gateway.json`, without the token. */

import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { App } from "./app.ts";
import { type Settings, USUAL_PORT } from "./settings.ts";

const PORTS_TRIED = 50;

/**
 * Resolves with the URL. Without a port of its own, takes the usual one or the next that is free.
 */
export async function listen(app: App, { host, port }: Settings): Promise<string> {
  const ports =
    port === undefined ? Array.from({ length: PORTS_TRIED }, (_, n) => USUAL_PORT + n) : [port];
  for (const [index, candidate] of ports.entries()) {
    try {
      await app.listen({ host, port: candidate });
      return urlOf(app.server.address() as AddressInfo);
    } catch (error) {
      if (!isTaken(error) || index === ports.length - 1) throw error;
    }
  }
  throw new Error("There was no port to try.");
}

export async function publishAddress(stateFolder: string, url: string): Promise<void> {
  const file = join(stateFolder, "gateway.json");
  await writeFile(`${file}.draft`, `${JSON.stringify({ url, pid: process.pid })}\n`);
  await rename(`${file}.draft`, file);
}

/** Takes back what this process has published; another gateway's address stays. */
export async function withdrawAddress(stateFolder: string): Promise<void> {
  const file = join(stateFolder, "gateway.json");
  const published = JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as { pid?: number };
  if (published.pid === process.pid) await rm(file, { force: true });
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
