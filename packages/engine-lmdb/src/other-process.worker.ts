/** For tests: the program of a process that shares a state and does what its parent tells it. */

import { inspect } from "node:util";
import { isHoldfastError } from "@holdfast/shared-state/engine";
import { type LmdbEngine, lmdbEngine } from "./lmdb-engine.ts";
import { type Increment, PARTS, type Refusal, type Reply, type Task } from "./other-process.ts";

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
  }
}

const [path = ""] = process.argv.slice(2);
const engine = await lmdbEngine({ path });
process.on("message", async (task: Task) => {
  try {
    reply({ kind: "done", result: await perform(engine, task) });
  } catch (error) {
    reply({ kind: "failed", problem: inspect(error) });
  }
});
process.on("disconnect", () => process.exit());
