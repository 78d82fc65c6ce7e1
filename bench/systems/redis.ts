/**
 * Redis, with its append-only file synced before each answer. A Lua script runs alone, so that the
 * check and the writes are one step: a sorted set per room lists its slots by their start, a key with
 * an expiry is the hold, and a stream takes the event.
 *
 * The script looks at the slots that start before ours ends, the latest first. One whose hold has
 * expired is swept out; living ones never overlap each other, so the first of them decides.
 *
 * The client talks through a Unix socket and sends what was asked within one turn together.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Redis, type Result } from "ioredis";
import { findProgram, startServer } from "./server-process.ts";
import type { HoldClient, System } from "./system.ts";

const PLACE = `
local diary, id, from, till, for_ms = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
while true do
  local latest = redis.call("ZREVRANGEBYSCORE", diary, "(" .. ARGV[3], "-inf", "LIMIT", 0, 1)[1]
  if not latest then break end
  local ends, holder = latest:match("^(%d+) (.*)$")
  if redis.call("EXISTS", "hold:" .. holder) == 1 then
    if tonumber(ends) > from then return 0 end
    break
  end
  redis.call("ZREM", diary, latest)
end
redis.call("SET", KEYS[2], diary .. " " .. ARGV[2] .. " " .. ARGV[3], "PX", for_ms)
redis.call("ZADD", diary, from, ARGV[3] .. " " .. id)
redis.call("XADD", KEYS[3], "*", "type", "hold-placed", "hold", id, "start", from, "end", till)
return 1`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    placeHold(
      diary: string,
      hold: string,
      events: string,
      id: string,
      start: number,
      end: number,
      forMs: number,
    ): Result<number, Context>;
  }
}

export const redis: System = {
  name: "redis",
  isInstalled: () => findProgram("redis-server") !== undefined,
  start: startRedis,
  connect: connectRedis,
};

async function startRedis(folder: string) {
  const data = join(folder, "redis");
  mkdirSync(data);
  const socket = join(data, "redis.sock");
  const options = {
    port: 0,
    unixsocket: socket,
    dir: data,
    appendonly: "yes",
    appendfsync: "always",
    // No second copy of what the append-only file has.
    save: "",
    loglevel: "warning",
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const isReady = async () => {
    const client = new Redis({ path: socket, lazyConnect: true, retryStrategy: () => null });
    client.on("error", () => {});
    await client.ping().finally(() => client.disconnect());
  };
  return startServer({ program: "redis-server", args, address: socket, isReady });
}

async function connectRedis(socket: string): Promise<HoldClient> {
  const client = new Redis({ path: socket, enableAutoPipelining: true });
  client.defineCommand("placeHold", { numberOfKeys: 3, lua: PLACE });
  await client.ping();
  return {
    async place({ id, room, start, end, forMs }) {
      const [diary, hold] = [`diary:${room}`, `hold:${id}`];
      return (await client.placeHold(diary, hold, "events", id, start, end, forMs)) === 1;
    },
    close: async () => client.disconnect(),
  };
}
