import {
  claimTask,
  defineSaga,
  finishExternalCompensation,
  getHold,
  pivot,
  placeHold,
  releaseHold,
  requestStop,
  step,
} from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";
import { slot } from "../stage.ts";

const WORKER = "bank";
const reserve = defineSaga("reserve", { version: 1, deadlineMs: 60_000 }, [
  step("reserve", { by: WORKER, external: true }),
  pivot("pay", { by: WORKER }),
]);

export const compensationRegisteredLate: PlantedBug = {
  name: "compensation-registered-late",
  story: "What undoes a step is noted after the step: who dies in between leaves it done for ever.",
  report: "https://github.com/temporalio/skill-temporal-developer/issues/43",
  patches: [
    {
      module: `${STORE}/sagas.js`,
      find: 'const owed = next.kind === "step" ? [...saga.owed, next.name] : saga.owed;',
      replace: "const { owed } = saga;",
    },
    {
      module: `${STORE}/sagas.js`,
      find: "results: { ...saga.results, [done.name]: result ?? null },",
      replace: `results: { ...saga.results, [done.name]: result ?? null },
        owed: done.kind === "step" ? [...saga.owed, done.name] : saga.owed,`,
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, worker, other] = [
        await stage.agent("ada"),
        await stage.agent("bank/1"),
        await stage.agent("bank/2"),
      ];
      const now = stage.clock.wallMs();
      await ada.sagas.start(reserve, { id: "s1", subject: "account/1", input: {} });

      const claim = { worker: "bank/1", forMs: 1_000 };
      const done = { queue: WORKER, id: "s1/reserve" };
      await worker.transact((tx) => claimTask(tx, done, claim));
      const hold = { id: "s1/hold", by: "s1", forMs: 3_600_000, now };
      await worker.transact((tx) => placeHold(tx, slot("10:00", "11:00"), hold));
      stage.pass(1_000); // The worker has died, and nobody knows that it had come so far.

      const followUp = { definition: reserve, id: "s2", input: {} };
      await ada.transact((tx) => requestStop(tx, reserve, "s1", { by: "ada", now, followUp }));
      const undo = { queue: WORKER, id: "s1/reserve/undo" };
      await other.transact((tx) => {
        const claimed = claimTask(tx, undo, { worker: "bank/2", forMs: 1_000 });
        if (!claimed.ok) return;
        const left = getHold(tx, hold.id);
        if (left) releaseHold(tx, left.id, { fence: left.fence });
        finishExternalCompensation(tx, reserve, claimed, { by: "bank/2", now });
      });
    },
  },
  caughtBy: { check: "no-orphan-hold", witness: 2 },
};
