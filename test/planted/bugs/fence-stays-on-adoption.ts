import { adoptHold } from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";
import { slot } from "../stage.ts";

export const fenceStaysOnAdoption: PlantedBug = {
  name: "fence-stays-on-adoption",
  story: "A hold changes hands under the fence that it had, which its former owner knows.",
  patches: [
    {
      module: `${STORE}/holds.js`,
      find: "const hold = { ...slot, by, fence: fence + 1, lease, lentBy };",
      replace: "const hold = { ...slot, by, fence, lease, lentBy };",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      const placed = await ada.holds.place(slot("10:00", "11:00"), { by: "ada", forMs: 60_000 });
      if (!placed.ok) return;
      const { id, fence } = placed.hold;
      await bob.transact((tx) => adoptHold(tx, id, { fence, by: "bob", forMs: 60_000 }));
    },
  },
  caughtBy: { check: "no-stale-fence-accepted", witness: 2 },
};
