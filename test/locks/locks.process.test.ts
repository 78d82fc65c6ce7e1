import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, type SharedState } from "@holdfast/shared-state";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LOCK, LockProcess } from "./lock-process.ts";

const PATIENT = { kind: "lock", waitMsMax: 30_000 } as const;

let path = "";
let state: SharedState;
const processes: LockProcess[] = [];
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "holdfast-locks-"));
  state = openSharedState({ engine: await lmdbEngine({ path }), actor: "test" });
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.kill()));
  await state.close();
  await rm(path, { recursive: true });
});

async function start(actor: string): Promise<LockProcess> {
  const started = new LockProcess(path, actor);
  processes.push(started);
  await started.reports("ready");
  return started;
}

const valueAt = (key: string) => state.read((snapshot) => snapshot.get([key]));

/** Their places in the queue are visible to every process. */
const areWaiting = (...actors: string[]) =>
  vi.waitFor(
    async () => {
      const [lock] = await state.locks.describe(LOCK);
      expect(lock?.waiters.map(({ by }) => by)).toEqual(actors);
    },
    { timeout: 20_000 },
  );

test("a holder that was stopped beyond its lease writes nothing when it wakes", async () => {
  const [stopped, second] = [await start("stopped"), await start("second")];
  stopped.order(PATIENT);
  expect(await stopped.reports("locked")).toMatchObject({ fence: 1 });
  second.order(PATIENT);
  await areWaiting("second");
  stopped.stop();
  expect(await second.reports("locked")).toMatchObject({ fence: 2 });
  second.order({ kind: "write" });
  await second.reports("written");

  stopped.order({ kind: "write" });
  stopped.goOn();
  expect(await stopped.reports("refused")).toEqual({ kind: "refused", code: "lock-lost" });
  await stopped.reports("lost");
  expect(await valueAt("written")).toBe("second");
  // It gives back what is not its own any more, and the second keeps it.
  stopped.order({ kind: "finish" });
  await stopped.reports("finished");
  expect(await state.locks.describe(LOCK)).toMatchObject([{ holder: { by: "second" }, fence: 2 }]);
});

test("a holder that was killed is replaced, and those who wait are served in their order", async () => {
  const [first, second, third] = [await start("1"), await start("2"), await start("3")];
  first.order(PATIENT);
  await first.reports("locked");
  second.order(PATIENT);
  await areWaiting("2");
  third.order(PATIENT);
  await areWaiting("2", "3");
  await first.kill();
  expect(await second.reports("locked")).toMatchObject({ fence: 2 });
  second.order({ kind: "finish" });
  expect(await third.reports("locked")).toMatchObject({ fence: 3 });
});

test("a waiter that was killed is passed over, and a late one learns who has the lock", async () => {
  const [first, second, third] = [await start("1"), await start("2"), await start("3")];
  first.order(PATIENT);
  await first.reports("locked");
  second.order(PATIENT);
  await areWaiting("2");
  await second.kill();
  third.order({ kind: "lock", waitMsMax: 50 });
  expect(await third.reports("timed-out")).toMatchObject({ lockedBy: "1" });
  third.order(PATIENT);
  await areWaiting("3");
  first.order({ kind: "finish" });
  expect(await third.reports("locked")).toMatchObject({ fence: 2 });
});

test("four processes that read and then write lose nothing under the lock", async () => {
  const others = await Promise.all(["1", "2", "3", "4"].map(start));
  const times = 25;
  for (const other of others) other.order({ kind: "increment", times });
  await Promise.all(others.map((other) => other.reports("finished")));
  expect(await valueAt("count")).toBe(others.length * times);
  expect(await state.locks.describe()).toEqual([]);
});
