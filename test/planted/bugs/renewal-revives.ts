import { confirmHold } from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";
import { slot } from "../stage.ts";

export const renewalRevives: PlantedBug = {
  name: "renewal-revives",
  story: "A renewal that comes too late revives a lease under which somebody else's hold stands.",
  report: "https://github.com/mike-marcacci/node-redlock/issues/369",
  patches: [
    {
      module: `${STORE}/transaction-buffer.js`,
      find: `if (this.leaseLeftMs(lease) === 0)
            return false;`,
      replace: "",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      const wanted = slot("10:00", "11:00");
      const placed = await ada.holds.place(wanted, { by: "ada", forMs: 1_000 });
      if (!placed.ok) return;
      const { id, fence, lease } = placed.hold;
      stage.pass(1_000);
      await bob.holds.place(wanted, { by: "bob", forMs: 60_000 });
      await ada.transact((tx) => tx.renew(lease, 60_000));
      await ada.transact((tx) => confirmHold(tx, id, { fence, booking: "m1" }));
    },
  },
  caughtBy: { check: "no-double-booking", witness: 3 },
};
