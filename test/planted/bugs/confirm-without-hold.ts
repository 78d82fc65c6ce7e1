import { confirmHold } from "@holdfast/shared-state";
import { type PlantedBug, STORE } from "../bug.ts";
import { slot, told } from "../stage.ts";

export const confirmWithoutHold: PlantedBug = {
  name: "confirm-without-hold",
  story: "Confirming goes by what was reserved once, and does not look whether it still is.",
  report: "https://github.com/calcom/cal.com/issues/23974",
  patches: [
    {
      module: `${STORE}/holds.js`,
      find: "tx.put(keyspace.hold(hold.id), hold, { lease });",
      replace: `tx.put(keyspace.hold(hold.id), hold, { lease });
    reserved.set(hold.id, hold);`,
    },
    {
      module: `${STORE}/holds.js`,
      find: `export function confirmHold(tx, id, { fence, booking }) {
    const current = guardedHold(tx, id, fence);`,
      replace: `const reserved = new Map();
export function confirmHold(tx, id, { booking }) {
    const current = granted({ hold: reserved.get(id) });`,
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const ada = await stage.agent("ada");
      const wanted = slot("10:00", "11:00");
      const placed = await ada.holds.place(wanted, { by: "ada", forMs: 1_000 });
      if (!placed.ok) return;
      const { id, fence } = placed.hold;
      stage.pass(1_000);
      await stage.reap();
      const asked = { key: wanted.resource, input: { ...wanted, hold: id, fence } };
      await stage.ask(ada, "confirm-hold", asked, async () => {
        const confirm = { fence, booking: "m1" };
        const { value, revision } = await ada.transact((tx) => confirmHold(tx, id, confirm));
        return told(value, { revision });
      });
    },
  },
  caughtBy: { check: "no-lapsed-hold-confirmed", witness: 3 },
};
