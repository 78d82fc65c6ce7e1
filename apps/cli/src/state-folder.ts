/**
 * Where the state is, and who serves it.
 *
 *     <state>/gateway.json   { url, pid } of the gateway that serves it
 *     <state>/access-token   lets its bearer in; only the owner of the folder can read it
 *
 * Both are read again for each command: a restarted gateway may have another port.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError, EXIT, usageError } from "./exit-codes.ts";

/** The checkout, from `apps/cli/dist` or `apps/cli/src`. */
export const CHECKOUT = fileURLToPath(new URL("../../../", import.meta.url));

export interface WhereOptions {
  readonly state?: string;
  readonly url?: string;
}

export interface Served {
  readonly url: string;
  readonly accessToken: string;
}

export interface GatewayRecord {
  readonly url: string;
  readonly pid: number;
}

export function stateFolder({ state }: WhereOptions, variables = process.env): string {
  return resolve(state ?? variables.HOLDFAST_STATE ?? join(CHECKOUT, ".holdfast"));
}

/** What the last gateway of the state wrote, whether or not it is still alive. */
export function readGatewayRecord(folder: string): GatewayRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "gateway.json"), "utf8")) as GatewayRecord;
  } catch {
    return undefined;
  }
}

/** @throws CommandError when nothing has ever served the state, or when the URL is none. */
export function findServed(options: WhereOptions, variables = process.env): Served {
  if (options.url !== undefined) checkUrl(options.url);
  const folder = stateFolder(options, variables);
  const url = options.url ?? readGatewayRecord(folder)?.url;
  if (url === undefined) throw nothingServes(folder);
  const accessToken = variables.HOLDFAST_ACCESS_TOKEN ?? readAccessToken(folder);
  if (accessToken === undefined) {
    throw new CommandError(
      `There is no access token in ${folder}. Set HOLDFAST_ACCESS_TOKEN, or name the folder with --state.`,
      EXIT.notServing,
    );
  }
  return { url, accessToken };
}

/** Paths are put after it, so there can be nothing behind its own path. */
function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === "http:" || url?.protocol === "https:";
  if (isWeb && url.search === "" && url.hash === "") return;
  throw usageError(
    `--url is "${text}", which is no gateway's URL: one is, for example, http://127.0.0.1:7420`,
  );
}

export function nothingServes(where: string): CommandError {
  return new CommandError(
    `Nothing serves ${where}. Start it with: npm start (or: npm run --silent holdfast -- start)`,
    EXIT.notServing,
  );
}

/** What Holdfast puts into its folder: nothing else in there is ours to delete. */
const OUR_FILES =
  /^(state\.lmdb(-lock)?|throw-away|failpoints|gate|bells?|synced|gateway\.json|access-token|holdfast\.log|.+\.supervisor|.+\.draft)$/;
const STORE = "state.lmdb";

/** Only the store makes a folder a state, so that a mistyped path is never taken for one. */
export function isStateFolder(folder: string): boolean {
  return existsSync(join(folder, STORE));
}

/** Our files in the folder, as paths. */
export function stateFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => OUR_FILES.test(name))
    .map((name) => join(folder, name));
}

/** The id of a process that serves the state now; undefined when none does. */
export function servingProcess(folder: string): number | undefined {
  const supervisors = readdirSync(folder)
    .filter((name) => name.endsWith(".supervisor"))
    .map((name) => Number.parseInt(name, 10));
  const gateway = readGatewayRecord(folder)?.pid;
  return [...supervisors, gateway].find((pid) => pid !== undefined && isAlive(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function readAccessToken(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, "access-token"), "utf8").trim();
  } catch {
    return undefined;
  }
}
