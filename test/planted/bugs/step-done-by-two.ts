import { type PlantedBug, STORE } from "../bug.ts";
import { Office } from "../office.ts";
import { slot, told } from "../stage.ts";

export const stepDoneByTwo: PlantedBug = {
  name: "step-done-by-two",
  story: "Two workers have seen one task; the second one's outcome is taken for the next step's.",
  report: "https://github.com/dbos-inc/dbos-transact-ts/issues/1205",
  patches: [
    {
      module: `${STORE}/tasks.js`,
      find: `if (available.ok)
        removeTask(tx, available.task);`,
      replace: "",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      const wanted = slot("10:00", "11:00");
      const asked = { key: wanted.resource, input: { ...wanted, meeting: "m1" } };
      await stage.ask(office.ada, "book", asked, async () => {
        await office.startBooking("m1");
        const [seen] = await office.waitingFor("room-agent");
        if (!seen) throw new Error("Nothing waits for the room agent.");
        await office.attempt("room-agent", seen);
        await office.work("calendar-agent");
        await office.attempt("room-agent", seen);
        await office.attempt("room-agent", seen);
        const isDone = await office.hasCompleted("book-m1");
        if (!isDone) await office.finish();
        return told({ ok: await office.hasCompleted("book-m1") });
      });
    },
  },
  caughtBy: { check: "no-lost-acknowledged-write", witness: 2 },
};
