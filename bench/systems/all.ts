/** Who takes part: ours first, so that the others are compared with it. */

import { inFolder } from "../folder.ts";
import type { BenchOptions } from "../options.ts";
import { bareLmdb } from "./bare-lmdb.ts";
import { etcd } from "./etcd.ts";
import { holdfast } from "./holdfast.ts";
import { postgresql } from "./postgresql.ts";
import { redis } from "./redis.ts";
import type { HoldClient, System } from "./system.ts";

const systems: readonly System[] = [holdfast, redis, postgresql, etcd, bareLmdb];

/** Of these (default: all) the ones that were asked for and are here; says which are not. */
export function takingPart({ systems: wanted }: BenchOptions, among = systems): System[] {
  for (const name of wanted ?? []) systemOf(name);
  const asked = among.filter(
    ({ name }) => name === holdfast.name || (wanted?.includes(name) ?? true),
  );
  const here = asked.filter((system) => system.isInstalled());
  for (const { name } of asked.filter((system) => !here.includes(system))) {
    console.log(`${name} is not installed here: left out.`);
  }
  return here;
}

export function systemOf(name: string): System {
  const found = systems.find((system) => system.name === name);
  if (!found) throw new Error(`There is no system ${name}.`);
  return found;
}

/** A fresh one, in a folder of its own, for as long as `use` takes. */
export function withServer<T>(system: System, use: (address: string) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const server = await system.start(folder);
    try {
      return await use(server.address);
    } finally {
      await server.stop();
    }
  });
}

export function withClient<T>(
  system: System,
  inFlight: number,
  use: (client: HoldClient) => Promise<T>,
): Promise<T> {
  return withServer(system, async (address) => {
    const client = await system.connect(address, inFlight);
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  });
}
