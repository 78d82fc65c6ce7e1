import {
  claimTask,
  completeTask,
  enqueueTask,
  getDocument,
  putDocument,
  type SharedState,
} from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";
import { type Stage, told } from "../stage.ts";

const TASK = { queue: "counting", id: "t1" };

export const lateWorkerWrites: PlantedBug = {
  name: "late-worker-writes",
  story:
    "A worker that was paused for longer than its claim records what somebody else has done since.",
  report: "https://github.com/dbos-inc/dbos-transact-py/issues/742",
  patches: [
    {
      module: `${STORE}/tasks.js`,
      find: "const claim = standingClaim(tx, claimed);",
      replace: 'const claim = standingClaim(tx, claimed) ?? { worker: "late" };',
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      const now = stage.clock.wallMs();
      await ada.transact((tx) => {
        putDocument(tx, "counts", "rooms", 0);
        enqueueTask(tx, { ...TASK, kind: "count", payload: {}, now });
      });
      const late = await beginCounting(stage, ada);
      stage.pass(1_000);
      const prompt = await beginCounting(stage, bob);
      await prompt();
      await late();
    },
  },
  caughtBy: { check: "no-lost-update", witness: 2 },
};

/** Claims the task and reads; the returned function writes, in the commit that ends the task. */
async function beginCounting(stage: Stage, worker: SharedState): Promise<() => Promise<unknown>> {
  const claim = { worker: worker.actor, forMs: 1_000 };
  const { value } = await worker.transact((tx) => {
    const claimed = claimTask(tx, TASK, claim);
    return claimed.ok && { claimed, read: getDocument<number>(tx, "counts", "rooms") };
  });
  if (!value) throw new Error(`${worker.actor} does not get the task.`);
  const { claimed, read } = value;
  const asked = { key: "counts/rooms", input: { basedOn: read?.version } };
  return () =>
    stage.ask(worker, "count", asked, async () => {
      const body: Parameters<typeof worker.transact<number | undefined>>[0] = (tx) => {
        if (!completeTask(tx, claimed).ok) return undefined;
        const saved = putDocument(tx, "counts", "rooms", (read?.value ?? 0) + 1);
        return saved.ok ? saved.document.version : undefined;
      };
      const { value: version } = await worker.transact(body);
      return told({ ok: version !== undefined }, { output: { version } });
    });
}
