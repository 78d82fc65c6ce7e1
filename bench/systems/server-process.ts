/** A peer's server as a child of ours: started on fresh data, waited for, and ended by its own pid. */

import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import type { Server } from "./system.ts";

const READY_MS_MAX = 20_000;
const RETRY_MS = 20;

/** Debian keeps PostgreSQL's programs in folders of their own, one a version. */
const VERSIONED = "/usr/lib/postgresql";

/** Where the program is, if it is installed. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = [...folders, ...versionedFolders()].map((folder) => join(folder, name));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function versionedFolders(): string[] {
  try {
    const versions = readdirSync(VERSIONED).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(VERSIONED, version, "bin"));
  } catch {
    return [];
  }
}

interface ServerProcess {
  readonly program: string;
  readonly args: readonly string[];
  readonly address: string;
  /** Resolves when it answers; rejects while it does not. */
  readonly isReady: () => Promise<void>;
  /** How it is told to end; its data are thrown away. */
  readonly endsBy?: NodeJS.Signals;
  readonly user?: { readonly uid: number; readonly gid: number };
}

export async function startServer(server: ServerProcess): Promise<Server> {
  const { program, args, address, isReady, endsBy = "SIGTERM", user } = server;
  const options: SpawnOptions = { stdio: ["ignore", "ignore", "inherit"], cwd: "/", ...user };
  const child = spawn(findProgram(program)!, args, options);
  const kill = () => child.kill(endsBy);
  process.once("exit", kill);
  const stop = async () => {
    if (isRunning(child)) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill(endsBy);
      await ended;
    }
    process.off("exit", kill);
  };
  try {
    await untilReady(child, program, isReady);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, stop };
}

async function untilReady(child: ChildProcess, program: string, isReady: () => Promise<void>) {
  const deadline = performance.now() + READY_MS_MAX;
  for (;;) {
    try {
      return await isReady();
    } catch (cause) {
      if (!isRunning(child)) throw new Error(`${program} ended while it started.`, { cause });
      if (performance.now() > deadline) throw new Error(`${program} does not answer.`, { cause });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** A port of the loopback that nobody uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
