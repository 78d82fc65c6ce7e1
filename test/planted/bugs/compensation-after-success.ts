import { BOOKING_DEADLINE_MS } from "@holdfast/scheduling";
import { type PlantedBug, STORE } from "../bug.ts";
import { Office } from "../office.ts";

export const compensationAfterSuccess: PlantedBug = {
  name: "compensation-after-success",
  story: "A saga's deadline undoes what has succeeded since it was set.",
  report: "https://github.com/apache/servicecomb-pack/issues/401",
  patches: [
    {
      module: `${STORE}/sagas.js`,
      find: 'if (done.kind === "pivot")',
      replace: 'if (done.kind === "never")',
    },
    {
      module: `${STORE}/saga-steps.js`,
      find: 'if (saga.state !== "running" || saga.pastPivot)',
      replace: 'if (saga.state !== "running")',
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.bookUntilHeld("m1");
      await office.work("room-agent"); // The pivot.
      stage.pass(BOOKING_DEADLINE_MS);
      await office.meetDeadlines();
      await office.finish();
    },
  },
  caughtBy: { check: "sagas-ended-and-whole", witness: 1 },
};
