/** Ours: one diary document, one leased key, and the log that every commit leaves anyway. */

import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, placeHold } from "@holdfast/shared-state";
import type { Engine } from "@holdfast/shared-state/engine";
import { embedded, type HoldClient, type HoldRequest, type System } from "./system.ts";

export const holdfast: System = {
  name: "holdfast",
  isInstalled: () => true,
  start: embedded,
  connect: async (folder) => holdfastClient(await lmdbEngine({ path: folder })),
};

export function holdfastClient(engine: Engine): HoldClient {
  const state = openSharedState({ engine, actor: "bench" });
  const place = async ({ id, room, start, end, forMs }: HoldRequest) => {
    const slot = { resource: `room/${room}`, start, end };
    const request = { id, by: "bench", forMs, now: state.clock.wallMs() };
    const options = { durable: true, actor: state.actor, cause: "hold-placed" };
    return (await engine.transact((tx) => placeHold(tx, slot, request), options)).value.ok;
  };
  return { place, close: () => state.close() };
}
