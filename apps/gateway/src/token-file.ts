/**
 * The access token of whoever runs the system. Unless one is configured it is random, and kept in a
 * file that only they can read, so that the printed URL stays the same over restarts.
 */

import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SharedState } from "@holdfast/shared-state";
import { ensureAdminToken, newAccessToken } from "./access.ts";

const OWNER_ONLY = 0o600;

/** @throws Error when the configured token was revoked */
export async function adminToken(
  state: SharedState,
  { stateFolder, configured }: { stateFolder: string; configured: string | undefined },
): Promise<string> {
  if (configured !== undefined) {
    if (await ensureAdminToken(state, configured)) return configured;
    throw new Error("The configured access token has been revoked: configure another.");
  }
  const file = join(stateFolder, "access-token");
  const kept = await readKept(file);
  if (kept !== undefined && (await ensureAdminToken(state, kept))) return kept;
  const token = newAccessToken();
  await writeFile(`${file}.draft`, `${token}\n`, { mode: OWNER_ONLY });
  await rename(`${file}.draft`, file);
  await ensureAdminToken(state, token);
  return token;
}

/** Undefined: there is none, or what is there is no token. */
async function readKept(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  const token = text.trim();
  if (!/^[\w-]{16,512}$/.test(token)) return undefined;
  await chmod(file, OWNER_ONLY);
  return token;
}
