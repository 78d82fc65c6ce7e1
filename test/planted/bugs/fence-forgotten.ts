import { adoptHold, confirmHold } from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";
import { slot, told } from "../stage.ts";

export const fenceForgotten: PlantedBug = {
  name: "fence-forgotten",
  story: "Whoever names a hold may act on it, also a former owner who wakes up late.",
  patches: [
    {
      module: `${STORE}/holds.js`,
      find: 'return hold.fence === fence ? granted({ hold }) : refused("stale-fence");',
      replace: "return granted({ hold });",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      const wanted = slot("10:00", "11:00");
      const placed = await ada.holds.place(wanted, { by: "ada", forMs: 60_000 });
      if (!placed.ok) return;
      const { id, fence } = placed.hold;
      await bob.transact((tx) => adoptHold(tx, id, { fence, by: "bob", forMs: 60_000 }));
      const asked = { key: wanted.resource, input: { ...wanted, hold: id, fence } };
      await stage.ask(ada, "confirm-hold", asked, async () => {
        const confirm = { fence, booking: "m1" };
        const { value, revision } = await ada.transact((tx) => confirmHold(tx, id, confirm));
        return told(value, { revision });
      });
    },
  },
  caughtBy: { check: "no-stale-fence-accepted", witness: 2 },
};
