import type { PlantedBug } from "../bug.ts";
import { askForHold, slot } from "../stage.ts";

export const leaseRoundedUp: PlantedBug = {
  name: "lease-rounded-up",
  story:
    "A lease counts whole seconds, rounded up to be safe: its hold is in the way when it has lapsed.",
  patches: [
    {
      module: "packages/engine-lmdb/dist/lease-table.js",
      find: "deadlineMs: monotonicMs + forMs,",
      replace: "deadlineMs: Math.ceil((monotonicMs + forMs) / 1_000) * 1_000,",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      const wanted = slot("10:00", "11:00");
      await askForHold(stage, ada, { slot: wanted, forMs: 1_200 });
      stage.pass(1_300);
      await askForHold(stage, bob, { slot: wanted, forMs: 60_000 });
    },
  },
  caughtBy: { check: "holds-end-on-time", witness: 3 },
};
