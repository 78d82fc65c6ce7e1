import { enterQueue, isHoldfastError, putDocument } from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";
import { told } from "../stage.ts";

const LOCK = "room/turing";

export const lockWithoutFence: PlantedBug = {
  name: "lock-without-fence",
  story: "Who has been granted a lock writes, however late, and whoever has been granted it since.",
  report: "https://github.com/etcd-io/etcd/issues/20418",
  patches: [{ module: `${STORE}/fenced-engine.js`, find: "check(tx);", replace: "" }],
  race: {
    on: "stage",
    async play(stage) {
      const lock = async (by: string) => {
        const state = await stage.agent(by);
        const request = { ticket: by, by, leaseMs: 1_000, now: stage.clock.wallMs() };
        const { value } = await state.transact((tx) => enterQueue(tx, LOCK, request));
        if (!value.ok) throw new Error(`${by} has to wait.`);
        return { state, fence: value.holder.fence };
      };
      const ada = await lock("ada");
      stage.pass(1_000);
      const bob = await lock("bob");
      for (const { state, fence } of [bob, ada]) {
        const fenced = state.fencedBy([{ name: LOCK, fence }]);
        const asked = { key: LOCK, input: { lock: LOCK, fence } };
        await stage.ask(state, "write-under-lock", asked, async () => {
          try {
            const rules = { by: state.actor };
            const { revision } = await fenced.transact((tx) =>
              putDocument(tx, "rules", "1", rules),
            );
            return told({ ok: true }, { revision });
          } catch (error) {
            if (!isHoldfastError(error, "lock-lost")) throw error;
            return told({ ok: false });
          }
        });
      }
    },
  },
  caughtBy: { check: "no-stale-fence-accepted", witness: 2 },
};
