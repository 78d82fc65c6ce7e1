import { beforeEach, describe, expect, it } from "vitest";
import { eventually, memoryState, settle, type TestState } from "../testing/memory-state.ts";
import type { Body, Engine } from "./engine.ts";
import { HoldfastError } from "./errors.ts";
import type { Key } from "./keys.ts";
import { announce, getPresence } from "./presence.ts";

const agent = { actor: "room-agent/1", role: "room-agent", pid: 7, since: 5 };
const leaseMs = 300;
let world: TestState;
beforeEach(() => {
  world = memoryState();
});

const seen = () => world.run((tx) => getPresence(tx, agent.actor));

/** Lets time pass in small steps, as it does, so that whatever is due can be done. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    world.clock.advance(50);
    await settle();
  }
}

/** The engine, whose transactions a test can have fail. */
function failingEngine(): { engine: Engine; failing: boolean } {
  const handle = {
    failing: false,
    engine: {
      ...{ manifest: world.engine.manifest, clock: world.engine.clock },
      transact: async <T>(body: Body<T>) => {
        if (handle.failing) throw new HoldfastError("engine-full");
        return world.engine.transact(body);
      },
      snapshot: () => world.engine.snapshot(),
      erase: (keys: readonly Key[]) => world.engine.erase(keys),
      changes: () => world.engine.changes(),
      head: () => world.engine.head(),
      durable: (revision: number) => world.engine.durable(revision),
      close: () => world.engine.close(),
    },
  };
  return handle;
}

describe("presence", () => {
  it("lasts for many leases while the process renews it, and costs no commit", async () => {
    const presence = await announce(world.engine, agent, { leaseMs });
    expect(await seen()).toEqual(agent);
    const before = await world.engine.head();
    await pass(leaseMs * 10);
    expect(await seen()).toEqual(agent);
    expect(await world.engine.head()).toBe(before);
    await presence.leave();
  });

  it("is over at once when the process leaves, and nothing is left running", async () => {
    const presence = await announce(world.engine, agent, { leaseMs });
    await presence.leave();
    expect(await seen()).toBeUndefined();
    await pass(leaseMs * 3);
    expect(await seen()).toBeUndefined();
    expect(world.clock.pending.size).toBe(0);
  });

  it("is over exactly a lease after the last renewal when the process dies", async () => {
    await announce(world.engine, agent, { leaseMs });
    world.clock.advance(leaseMs - 1); // All at once, so that no renewal gets its turn.
    const living = seen();
    world.clock.advance(1);
    expect(await living).toBeUndefined();
    await world.engine.close();
  });

  it("comes back when the process was paused for longer than its lease", async () => {
    const presence = await announce(world.engine, agent, { leaseMs });
    world.clock.advance(leaseMs * 5);
    expect(await seen()).toBeUndefined();
    await settle();
    expect(await seen()).toEqual(agent);
    await pass(leaseMs * 2);
    expect(await seen()).toEqual(agent);
    await presence.leave();
    expect(await seen()).toBeUndefined();
  });

  it("does not come back when the process leaves while it is being renewed", async () => {
    const presence = await announce(world.engine, agent, { leaseMs });
    world.clock.advance(leaseMs * 5); // A renewal is under way, and will find the lease gone.
    const before = await world.engine.head();
    await presence.leave();
    expect(await world.engine.head()).toBe(before);
    await settle();
    expect(await seen()).toBeUndefined();
    expect(world.clock.pending.size).toBe(0);
  });

  it("of a successor under the same name is not taken away by who leaves late", async () => {
    const old = await announce(world.engine, agent, { leaseMs });
    const successor = await announce(world.engine, { ...agent, pid: 8 }, { leaseMs });
    await old.leave();
    expect(await seen()).toMatchObject({ pid: 8 });
    await successor.leave();
    expect(await seen()).toBeUndefined();
  });

  it("survives that the store refuses a renewal for a while", async () => {
    const handle = failingEngine();
    const presence = await announce(handle.engine, agent, { leaseMs });
    handle.failing = true;
    await pass(leaseMs / 2);
    handle.failing = false;
    await pass(leaseMs * 2);
    expect(await seen()).toEqual(agent);
    await presence.leave();
    expect(await seen()).toBeUndefined();
  });

  it("stops renewing once the engine is closed", async () => {
    await announce(world.engine, agent, { leaseMs });
    await world.engine.close();
    world.clock.advance(leaseMs);
    await eventually(() => world.clock.pending.size === 0);
  });
});
