import type { PlantedBug } from "../bug.ts";
import { askForHold, slot } from "../stage.ts";

export const leaseRoundedDown: PlantedBug = {
  name: "lease-rounded-down",
  story: "A lease counts whole seconds, rounded down: its hold is given away before its time.",
  patches: [
    {
      module: "packages/engine-lmdb/dist/lease-table.js",
      find: "deadlineMs: monotonicMs + forMs,",
      replace: "deadlineMs: Math.floor((monotonicMs + forMs) / 1_000) * 1_000,",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      const wanted = slot("10:00", "11:00");
      await askForHold(stage, ada, { slot: wanted, forMs: 1_500 });
      stage.pass(1_200);
      await askForHold(stage, bob, { slot: wanted, forMs: 60_000 });
    },
  },
  caughtBy: { check: "holds-end-on-time", witness: 5 },
};
