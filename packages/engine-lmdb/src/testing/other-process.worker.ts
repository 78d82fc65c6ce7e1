/** For tests: the program of a process that shares a state and does what its parent tells it. */

import { inspect } from "node:util";
import { isHoldfastError, systemClock, type Transaction } from "@holdfast/shared-state/engine";
import { type LmdbEngine, lmdbEngine } from "../lmdb-engine.ts";
import {
  type Clocks,
  type Increment,
  PARTS,
  type Refusal,
  type Reply,
  type Task,
} from "./other-process.ts";
import {
  GaveUp,
  type Observed,
  type OperationName,
  randomOperation,
  runSteps,
} from "./random-operation.ts";
import { randomFrom } from "./seeded-random.ts";

function reply(message: Reply): void {
  process.send?.(message);
}

async function increment(engine: LmdbEngine): Promise<Increment> {
  const startedMs = engine.clock.monotonicMs();
  const { value, revision } = await engine.transact((tx) => {
    const next = (tx.get<number>(["counter"]) ?? 0) + 1;
    tx.put(["counter"], next);
    return next;
  });
  return [value, revision, startedMs, engine.clock.monotonicMs()];
}

async function create(engine: LmdbEngine, number: number): Promise<boolean> {
  const { value } = await engine.transact((tx) => {
    if (tx.get(["created", number])) return false;
    tx.put(["created", number], process.pid);
    return true;
  });
  return value;
}

async function write(engine: LmdbEngine, name: string, number: number): Promise<void> {
  await engine.transact((tx) => {
    for (const part of PARTS) tx.put(["written", name, part], number);
  });
}

/** Each group has a body that writes much, between two that write little. */
async function fill(engine: LmdbEngine): Promise<Refusal> {
  for (let committed = 0; ; ) {
    const group = Array.from({ length: 3 }, (_, index) =>
      engine.transact((tx) => tx.put(["filled", committed, index], "x".repeat(index * 50_000))),
    );
    const outcomes = await Promise.allSettled(group);
    const refusals = outcomes.filter((outcome) => outcome.status === "rejected");
    if (refusals.length === 0) {
      committed += group.length;
      continue;
    }
    const snapshot = await engine.snapshot();
    const entries = await snapshot.range({ prefix: ["filled", committed] });
    const codes = refusals.map(({ reason }) => (isHoldfastError(reason) ? reason.code : undefined));
    const kept = entries.map(({ key }) => key[2] as number);
    return { codes, committed, head: await engine.head(), kept };
  }
}

async function read(engine: LmdbEngine, snapshots: number): Promise<number> {
  for (let count = 0; count < snapshots; count++) {
    await write(engine, "reader", count); // Snapshots of one revision would share a slot.
    const snapshot = await engine.snapshot();
    await snapshot.range({ prefix: ["written"] });
  }
  return snapshots;
}

/** The commit's number stands under the process's name, and in every key that the commit puts. */
async function churn(engine: LmdbEngine, name: string, seed: number): Promise<never> {
  const random = randomFrom(seed);
  for (let number = 1; ; number++) {
    const keys = random() < 0.9 ? 1 + random() * 6 : 100;
    const filling = random() < 0.95 ? random() * 40 : random() * 300_000;
    const writes = Array.from({ length: keys }, () => Math.floor(random() * 200));
    const [deletes, leases, forMs] = [random() < 0.2, random() < 0.3, 10 + random() * 400];
    await engine.transact((tx) => {
      const lease = leases ? tx.lease(forMs) : undefined;
      const value = { name, number, filling: "x".repeat(filling), ...(lease && { lease }) };
      writes.forEach((key, index) => {
        if (deletes && index > 0) tx.delete(["churned", key]);
        else tx.put(["churned", key], value, { ...(lease && { lease }) });
      });
      tx.put(["churn", name], number);
    });
    reply({ kind: "acknowledged", number });
  }
}

async function operate(engine: LmdbEngine, task: Task & { kind: "operate" }): Promise<never> {
  const { name, seed, inFlight } = task;
  let next = 0;
  const observed: Observed[] = [];
  const lane = async (): Promise<never> => {
    for (;;) {
      observed.push(await operateOnce(engine, { process: name, seed, index: next++ }));
      if (observed.length > 1) continue; // It goes with the others of this turn.
      setImmediate(() => reply({ kind: "observed", operations: observed.splice(0) }));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  throw new Error("A lane has come to an end.");
}

async function operateOnce(engine: LmdbEngine, name: OperationName): Promise<Observed> {
  const operation = randomOperation(name.seed, name.index);
  const { durable } = operation;
  const startedMs = engine.clock.monotonicMs();
  let atMs = 0;
  const body = (tx: Transaction) => {
    atMs = latestMs;
    return runSteps(tx, operation, { ...name, atMs });
  };
  const outcome = await engine.transact(body, { durable }).catch((error: unknown) => {
    if (error instanceof GaveUp) return { value: undefined, revision: undefined };
    throw error;
  });
  const endedMs = engine.clock.monotonicMs();
  return { ...name, startedMs, atMs, endedMs, seen: outcome.value, revision: outcome.revision };
}

/** Commits, so that this process's wall time is in the log, and says what its clocks say. */
async function readClocks(engine: LmdbEngine): Promise<Clocks> {
  await engine.transact((tx) => tx.put(["looked"], process.pid));
  return { wallMs: engine.clock.wallMs(), monotonicMs: engine.clock.monotonicMs() };
}

/** Calls `task` with 0, 1, 2 … below `count`, `inFlight` at a time; results in order of ending. */
async function repeat<T>(count: number, inFlight: number, task: (index: number) => Promise<T>) {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) results.push(await task(next++));
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return results;
}

async function perform(engine: LmdbEngine, task: Task): Promise<unknown> {
  switch (task.kind) {
    case "increment":
      return repeat(task.times, task.inFlight, () => increment(engine));
    case "create": {
      const numbers = Array.from({ length: task.count }, (_, index) => index);
      const created = await Promise.all(numbers.map((number) => create(engine, number)));
      return numbers.filter((number) => created[number]);
    }
    case "write":
      return repeat(task.commits, task.inFlight, (index) =>
        write(engine, "finite", index + 1),
      ).then(({ length }) => length);
    case "write-for-ever":
      for (let number = 1; ; number++) {
        await write(engine, task.name, number);
        reply({ kind: "acknowledged", number });
      }
    case "fill":
      return fill(engine);
    case "stop-inside":
      return engine.transact((tx) => {
        tx.put(["never"], "committed");
        process.kill(process.pid, "SIGSTOP");
      });
    case "await-commit": {
      const feed = engine.changes();
      reply({ kind: "acknowledged", number: 1 });
      const { value } = await feed.next();
      feed.close();
      return { commit: value, noticedBy: engine.statistics().noticesBy };
    }
    case "read":
      return read(engine, task.snapshots);
    case "churn":
      return churn(engine, task.name, task.seed);
    case "operate":
      return operate(engine, task);
    case "lease": {
      const { key, forMs } = task;
      await engine.transact((tx) => tx.put([key], process.pid, { lease: tx.lease(forMs) }));
      return readClocks(engine);
    }
    case "look": {
      const { value } = await engine.transact((tx) => tx.get([task.key]));
      return { ...(await readClocks(engine)), value };
    }
  }
}

const [path = "", retention = "{}"] = process.argv.slice(2);
/** What the clock has said last: in a body, the instant that its leases are judged by. */
let latestMs = 0;
const clock = systemClock();
const engine = await lmdbEngine({
  path,
  retention: JSON.parse(retention),
  clock: {
    ...clock,
    monotonicMs: () => {
      latestMs = clock.monotonicMs();
      return latestMs;
    },
  },
});
process.on("message", async (task: Task) => {
  try {
    reply({ kind: "done", result: await perform(engine, task) });
  } catch (error) {
    reply({ kind: "failed", problem: inspect(error) });
  }
});
process.on("disconnect", () => process.exit());
