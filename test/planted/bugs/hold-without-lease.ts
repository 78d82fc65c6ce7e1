import { type PlantedBug, STORE } from "../bug.ts";
import { slot, told } from "../stage.ts";

export const holdWithoutLease: PlantedBug = {
  name: "hold-without-lease",
  story: "A hold only says until when it counts, and stays until somebody clears it away.",
  report: "https://github.com/LibreBooking/librebooking/issues/1046",
  patches: [
    {
      module: `${STORE}/holds.js`,
      find: "tx.put(keyspace.hold(hold.id), hold, { lease });",
      replace: "tx.put(keyspace.hold(hold.id), hold);",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const [ada, bob] = [await stage.agent("ada"), await stage.agent("bob")];
      const wanted = slot("10:00", "11:00");
      const asked = { key: wanted.resource, input: wanted };
      await stage.ask(ada, "place-hold", asked, async () =>
        told(await ada.holds.place(wanted, { by: "ada", forMs: 1_000 })),
      );
      stage.pass(1_000);
      await stage.ask(bob, "place-hold", { ...asked, expected: "ok" }, async () =>
        told(await bob.holds.place(wanted, { by: "bob", forMs: 1_000 })),
      );
    },
  },
  caughtBy: { check: "as-expected", witness: 1 },
};
