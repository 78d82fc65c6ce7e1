/** Puts rooms and people into a state, and gives each actor an access token of their own. */

import { type Office, personDocument, roomDocument } from "./office.ts";
import type { Processes } from "./processes.ts";

export interface ActorAccess {
  readonly actor: string;
  /** Whoever closes rooms or changes them has to be an admin. */
  readonly role: "member" | "admin";
}

/** @returns each actor's access token */
export async function furnish(
  processes: Processes,
  { rooms, people }: Office,
  actors: readonly ActorAccess[],
): Promise<Map<string, string>> {
  const put = (path: string, body: unknown) => demand(processes, "PUT", path, body);
  await Promise.all([
    ...rooms.map((id) => put(`/api/rooms/${id}`, roomDocument(id))),
    ...people.map((id) => put(`/api/people/${id}`, personDocument(id))),
  ]);
  const tokens = actors.map(async ({ actor, role }) => {
    const body = { person: actor, role };
    const made = await demand(processes, "POST", "/api/access-tokens", body);
    return [actor, String(made.accessToken)] as const;
  });
  return new Map(await Promise.all(tokens));
}

async function demand(
  processes: Processes,
  method: "PUT" | "POST",
  path: string,
  body: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const reply = await processes.ask<Readonly<Record<string, unknown>>>(path, { method, body });
  if (reply.status < 300) return reply.body;
  throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
}
