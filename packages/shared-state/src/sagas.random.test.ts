/**
 * Sagas in random runs: two workers whose actions interleave in any order, who crash, are refused,
 * throw and come too late, while time passes and somebody may ask for a stop.
 *
 * A crash is what it always is: nothing more happens, and a claim lapses. However the run goes, once
 * the workers are well again every saga ends, with all of its effects or with none.
 */

import fc from "fast-check";
import { expect, it } from "vitest";
import { keysUnder, memoryState } from "../testing/memory-state.ts";
import { type Behaviour, cancel, DEADLINE_MS, SagaOffice } from "../testing/saga-office.ts";
import type { ClaimedTask } from "./claims.ts";
import { keyspace } from "./keyspace.ts";
import { afterPivot, defineSaga, pivot, step } from "./saga-definition.ts";
import { getSaga, type SagaTaskPayload } from "./sagas.ts";
import { replayDeadLetter, type Task } from "./tasks.ts";

const book = defineSaga("book", { version: 1, deadlineMs: DEADLINE_MS }, [
  step("hold-room", { by: "rooms" }),
  step("ask-partner", { by: "partner", external: true }),
  step("hold-people", { by: "people" }),
  pivot("confirm", { by: "rooms" }),
  afterPivot("invite", { by: "mail", external: true }),
  afterPivot("announce", { by: "people" }),
]);
const ids = ["s1", "s2", "s3"];

/** How many steps of each saga have gone well when the trouble begins, so that it meets all of them. */
const progress = fc.array(fc.nat({ max: 5 }), { minLength: ids.length, maxLength: ids.length });

type SagaTask = Task<SagaTaskPayload>;

/** A worker that looked at a task a while ago, and may have claimed it and acted on it since. */
interface Worker {
  task?: SagaTask;
  claimed?: ClaimedTask<SagaTaskPayload>;
  acted?: { readonly outcome: Behaviour };
}

type Action =
  | { do: "look"; worker: number; which: number }
  | { do: "go-on"; worker: number; goes: "well" | "refused" | "throws" }
  | { do: "crash"; worker: number }
  | { do: "pass"; ms: number }
  | { do: "stop"; which: number };

const worker = fc.nat({ max: 1 });
const which = fc.nat({ max: 5 });
const goes = fc.oneof(
  { weight: 6, arbitrary: fc.constant("well" as const) },
  { weight: 1, arbitrary: fc.constantFrom("refused" as const, "throws" as const) },
);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("look" as const), worker, which }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constant("go-on" as const), worker, goes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("crash" as const), worker }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("pass" as const),
      ms: fc.constantFrom(1, 50, 100, 400),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stop" as const), which }) },
);

it("random runs: every saga ends, with all its effects or none, and leaves no task", async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      progress,
      fc.array(action, { maxLength: 60, size: "max" }),
      async (far, actions) => {
        const office = new SagaOffice(memoryState(), book, cancel);
        for (const [index, id] of ids.entries()) await startAndWork(office, id, far[index]!);
        const workers: [Worker, Worker] = [{}, {}];
        for (const each of actions) await take(office, workers, each);
        office.behaviours.clear();
        await workUntilNothingIsLeft(office);
        for (const late of workers) await goOn(office, late);
        for (const id of ids) ends.add(await expectAllOrNothing(office, id));
        expect(await keysUnder(office.world.engine, keyspace.openSagas())).toEqual([]);
        expect(await keysUnder(office.world.engine, ["task"])).toEqual([]);
        await office.world.engine.close();
      },
    ),
    { numRuns: 200 },
  );
  // Else this test would have tested little.
  expect([...ends].sort()).toEqual(["compensated", "completed", "completed, then cancelled"]);
}, 60_000);

async function startAndWork(office: SagaOffice, id: string, steps: number): Promise<void> {
  await office.start(id, { subject: `subject of ${id}` });
  for (let done = 0; done < steps; done++) {
    const mine = (await office.available()).find(({ payload }) => payload.saga === id);
    if (mine) await office.work(mine);
  }
}

async function take(office: SagaOffice, workers: [Worker, Worker], action: Action): Promise<void> {
  switch (action.do) {
    case "look": {
      const available = await office.available();
      workers[action.worker] = { task: available[action.which % available.length] };
      return;
    }
    case "crash":
      workers[action.worker] = {};
      return;
    case "pass":
      office.world.clock.advance(action.ms);
      return;
    case "stop": {
      const id = ids[action.which % ids.length]!;
      await office.stop(id, `${id}/cancel`);
      return;
    }
    case "go-on":
      return goOn(office, workers[action.worker]!, action.goes);
  }
}

/** The next thing that the worker does about its task, however old its knowledge of it is. */
async function goOn(
  office: SagaOffice,
  worker: Worker,
  goes: "well" | "refused" | "throws" = "well",
): Promise<void> {
  const { task, claimed, acted } = worker;
  if (!task) return;
  const { step } = task.payload;
  const undo = task.kind === "saga-compensation";
  office.behaviours.clear();
  const refusable = !undo && !["invite", "announce", "free"].includes(step);
  if (goes === "throws") office.behaviours.set(undo ? `undo ${step}` : step, "throw");
  if (goes === "refused" && refusable) {
    office.behaviours.set(step, { ok: false, reason: "taken" });
  }
  if (task.kind === "saga-deadline" || !office.isExternal(task)) {
    await office.work(task);
  } else if (!claimed) {
    const claim = await office.claim(task);
    if (claim.ok) worker.claimed = claim;
    return;
  } else if (!acted) {
    worker.acted = { outcome: office.act(task) };
    return;
  } else {
    await office.record(claimed, acted.outcome);
  }
  delete worker.task;
  delete worker.claimed;
  delete worker.acted;
}

/** Well again: everything is worked off, delays are waited out, and a person replays what is dead. */
async function workUntilNothingIsLeft(office: SagaOffice): Promise<void> {
  const { engine, run, clock } = office.world;
  for (let round = 0; round < 100; round++) {
    await office.workAll();
    const letters = await keysUnder(engine, keyspace.deadLetters());
    for (const letter of letters) {
      const [, queue, ...id] = letter.split("/");
      await run((tx) => replayDeadLetter(tx, { queue: queue!, id: id.join("/"), now: 0 }));
    }
    if (letters.length === 0 && (await keysUnder(engine, ["task"])).length === 0) return;
    clock.advance(1_000);
  }
  throw new Error("There is always something left.");
}

async function expectAllOrNothing(office: SagaOffice, id: string): Promise<string> {
  const { state, journal } = await office.saga(id);
  const effects = await office.effects(id);
  const performed = journal.filter(({ did }) => did === "performed").map(({ step }) => step);
  expect(new Set(performed).size).toBe(performed.length);
  expect(journal.filter(({ did }) => did === "ended")).toHaveLength(1);
  if (state === "compensated") {
    expect(effects).toEqual([]);
    return state;
  }
  expect(state).toBe("completed");
  expect(effects.filter((name) => !name.startsWith("cancel/")).sort()).toEqual(
    book.steps.map(({ name }) => name).sort(),
  );
  const followUp = await office.world.run((tx) => getSaga(tx, `${id}/cancel`));
  const stopped = journal.some(({ did }) => did === "stop-requested");
  expect(followUp?.state).toBe(stopped ? "completed" : undefined);
  return stopped ? "completed, then cancelled" : "completed";
}
