import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  type Body,
  type CommitNote,
  type Committed,
  claimTask,
  completeTask,
  dropTask,
  type Engine,
  enqueueTask,
  getTask,
  HoldfastError,
  isClaimed,
  openSharedState,
  type SharedState,
} from "@holdfast/shared-state";
import { engineAround, ManualClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClaimedWork, underClaim } from "./claimed-work.ts";
import { TIMING } from "./timing.ts";

const { claimLeaseMs } = TIMING;
const ref = { queue: "mail", id: "m1" };

let clock: ManualClock;
let state: SharedState;
let other: SharedState;
/** While it is set, the worker's own handle on the store fails. */
let trouble: boolean;
let durableCalls: number[];

beforeEach(async () => {
  clock = new ManualClock();
  trouble = false;
  durableCalls = [];
  const store = createMemoryStore();
  const open = () => memoryEngine({ store, clock });
  state = openSharedState({ engine: troubled(open()), actor: "worker/1" });
  other = openSharedState({ engine: open(), actor: "worker/2" });
  await other.transact((tx) => enqueueTask(tx, { ...ref, kind: "send", payload: "Hi", now: 1 }));
});

afterEach(async () => {
  await state.close();
  await other.close();
});

describe("work under a claim", () => {
  it("is told what the task is, and may complete it", async () => {
    await underClaim<string>(state, ref, async ({ claimed }) => {
      expect(claimed.task.payload).toBe("Hi");
      expect((await state.transact((tx) => completeTask(tx, claimed))).value.ok).toBe(true);
    });
    expect(await task()).toBeUndefined();
  });

  it("is not done at all while another has it, nor when the task is gone", async () => {
    const work = vi.fn(async () => {});
    await other.transact((tx) => claimTask(tx, ref, { worker: "worker/2", forMs: 1_000 }));
    await underClaim(state, ref, work);
    await underClaim(state, { ...ref, id: "none" }, work);
    expect(work).not.toHaveBeenCalled();
  });

  it("does not begin before the claim would survive a power cut", async () => {
    let claimedAt = 0;
    await underClaim(state, ref, async () => {
      expect(durableCalls).toHaveLength(1);
      claimedAt = await state.engine.head();
    });
    expect(durableCalls).toEqual([claimedAt]);
  });

  it("keeps the claim for as long as it takes, however many leases that is", async () => {
    const work = begin();
    await work.begun;
    for (let third = 0; third < 10; third++) {
      clock.advance(claimLeaseMs / 3);
      await settled();
    }
    expect(work.signal().aborted).toBe(false);
    expect(await anotherCanHaveIt()).toBe(false);
    work.end();
    await work.ended;
  });

  it("no longer renews once it has ended, so that the claim it left lapses", async () => {
    const work = begin();
    await work.begun;
    clock.advance(claimLeaseMs / 3);
    work.end();
    await work.ended;
    await settled();
    clock.advance(claimLeaseMs - 1);
    await settled();
    expect(await anotherCanHaveIt()).toBe(false);
    clock.advance(1);
    expect(await anotherCanHaveIt()).toBe(true);
  });

  it("may say how far it has come, and hand over what it has made", async () => {
    await underClaim(state, ref, async ({ progress, handOver, lost }) => {
      expect(await progress({ done: 1, total: 2 })).toEqual({ ok: true });
      expect(await other.tasks.get(ref)).toMatchObject({
        ...{ state: "claimed", worker: "worker/1", progress: { done: 1, total: 2 } },
      });
      expect(await handOver({ name: "draft", value: "Dear" })).toEqual({ ok: true });
      expect(await other.tasks.takeArtifact(ref, "draft")).toMatchObject({ ok: true });
      expect(await handOver({ name: "draft", value: "Dear" })).toMatchObject({
        reason: "artifact-taken",
      });
      expect(lost.aborted).toBe(false);
    });
  });

  it("that throws is heard of, with the claim still standing", async () => {
    const work = begin();
    await work.begun;
    work.fail(new Error("No such mailbox."));
    await expect(work.ended).rejects.toThrow("No such mailbox.");
    expect(await anotherCanHaveIt()).toBe(false);
  });
});

describe("work whose claim is lost", () => {
  it.each(["progress", "handOver"] as const)(
    "is told at once when its %s is refused",
    async (say) => {
      let refusal: unknown;
      const work = begin(async ({ progress, handOver }) => {
        refusal = await (say === "progress" ? progress({}) : handOver({ name: "draft", value: 1 }));
      });
      await work.begun;
      await other.transact((tx) => dropTask(tx, ref));
      expect(work.signal().aborted).toBe(false);
      work.end();
      await work.ended;
      expect(refusal).toEqual({ ok: false, reason: "claim-lost" });
      expect(work.signal().aborted).toBe(true);
      expect(await other.tasks.getArtifacts(ref)).toEqual([]);
    },
  );

  it("is told at the next renewal that the task is not wanted any more", async () => {
    const work = begin();
    await work.begun;
    await other.transact((tx) => dropTask(tx, ref));
    expect(work.signal().aborted).toBe(false);
    clock.advance(claimLeaseMs / 3);
    await vi.waitFor(() => expect(work.signal().aborted).toBe(true));
    work.end();
    await work.ended;
  });

  it("is told when it was paused for longer than its lease, and can record nothing", async () => {
    let recorded: boolean | undefined;
    const work = begin(async ({ claimed }) => {
      recorded = (await state.transact((tx) => completeTask(tx, claimed))).value.ok;
    });
    await work.begun;
    clock.advance(claimLeaseMs); // At one stroke: the renewal's turn comes when it is over.
    expect(await anotherCanHaveIt()).toBe(true);
    await vi.waitFor(() => expect(work.signal().aborted).toBe(true));
    work.end();
    await work.ended;
    expect(recorded).toBe(false);
    expect(await task()).toBeDefined();
  });
});

describe("work while the store is in trouble", () => {
  it("goes on when a renewal fails, and the next one makes that good", async () => {
    const work = begin();
    await work.begun;
    trouble = true;
    clock.advance(claimLeaseMs / 3);
    await settled();
    trouble = false;
    for (let third = 0; third < 4; third++) {
      clock.advance(claimLeaseMs / 3);
      await settled();
    }
    expect(work.signal().aborted).toBe(false);
    expect(await anotherCanHaveIt()).toBe(false);
    work.end();
    await work.ended;
  });

  it("is told once the lease must have lapsed, although nobody can say so", async () => {
    const work = begin();
    await work.begun;
    trouble = true;
    clock.advance(claimLeaseMs / 3);
    await settled();
    clock.advance(claimLeaseMs / 3);
    await settled();
    expect(work.signal().aborted).toBe(false);
    clock.advance(claimLeaseMs / 3);
    await vi.waitFor(() => expect(work.signal().aborted).toBe(true));
    work.end();
    await work.ended;
  });

  it("does not begin when the claim cannot be made, and says why", async () => {
    trouble = true;
    const work = vi.fn(async () => {});
    await expect(underClaim(state, ref, work)).rejects.toMatchObject({ code: "engine-full" });
    expect(work).not.toHaveBeenCalled();
  });
});

/** Work that lasts until the test ends it. */
function begin(
  atTheEnd: (work: ClaimedWork<unknown, undefined>) => Promise<void> = async () => {},
) {
  let end = () => {};
  let fail: (error: Error) => void = () => {};
  const over = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  let told: AbortSignal | undefined;
  let hasBegun = () => {};
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const ended = underClaim(state, ref, async (claimedWork) => {
    told = claimedWork.lost;
    hasBegun();
    await over;
    await atTheEnd(claimedWork);
  });
  const signal = () => told!;
  return { begun, ended, end, fail, signal };
}

function anotherCanHaveIt(): Promise<boolean> {
  return other
    .transact((tx) => {
      const claim = claimTask(tx, ref, { worker: "worker/2", forMs: 1_000 });
      const could = claim.ok && isClaimed(tx, claim);
      if (claim.ok) tx.revoke(claim.lease);
      return could;
    })
    .then(({ value }) => value);
}

function task() {
  return other.transact((tx) => getTask(tx, ref)).then(({ value }) => value);
}

function troubled(engine: Engine): Engine {
  return engineAround(engine, {
    async transact<T>(body: Body<T>, note?: CommitNote): Promise<Committed<T>> {
      if (trouble) throw new HoldfastError("engine-full");
      return engine.transact(body, note);
    },
    durable: async (revision) => {
      durableCalls.push(revision);
      return engine.durable(revision);
    },
  });
}

/** Lets happen whatever can happen without time passing. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}
