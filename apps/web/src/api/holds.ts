/** Holds, as requests: placed, read, kept longer, let go. */

import type { Hold } from "@holdfast/api";
import { me } from "../directory/me.ts";
import { get, send } from "./http.ts";

export type Slot = Pick<Hold, "room" | "start" | "end">;

/** @throws Problem, NoAnswer */
export async function placeHold({ room, start, end }: Slot, forMs?: number): Promise<Hold> {
  const body = { room, start, end, ...(forMs !== undefined && { forMs }) };
  const { body: hold } = await send<Hold>("POST", "/api/holds", { body });
  me.value = hold.heldBy;
  return hold;
}

/** @throws Problem, NoAnswer */
export function readHold(id: string): Promise<Hold> {
  return get<Hold>(pathOf(id), { presentOnly: true });
}

/** It lapses so long from now. @throws Problem, NoAnswer */
export async function renewHold({ id, fence }: Hold, forMs: number): Promise<Hold> {
  return (await send<Hold>("PATCH", pathOf(id), { body: { forMs, fence } })).body;
}

/** @throws Problem, NoAnswer */
export async function releaseHold({ id, fence }: Hold): Promise<void> {
  await send("DELETE", pathOf(id), { query: { fence } });
}

function pathOf(id: string): string {
  return `/api/holds/${encodeURIComponent(id)}`;
}
