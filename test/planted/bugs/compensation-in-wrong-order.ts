import { SAGA_HOLD_MS } from "@holdfast/scheduling";
import { type PlantedBug, STORE } from "../bug.ts";
import { Office } from "../office.ts";

export const compensationInWrongOrder: PlantedBug = {
  name: "compensation-in-wrong-order",
  story: "What has been done is undone in the order in which it was done, the first thing first.",
  patches: [
    {
      module: `${STORE}/sagas.js`,
      find: "const name = saga.owed.at(-1);",
      replace: "const name = saga.owed.at(0);",
    },
    {
      module: `${STORE}/saga-steps.js`,
      find: "const step = saga.owed.at(-1);",
      replace: "const step = saga.owed.at(0);",
    },
    {
      module: `${STORE}/saga-steps.js`,
      find: "owed: saga.owed.slice(0, -1)",
      replace: "owed: saga.owed.slice(1)",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.bookUntilHeld("m1");
      stage.pass(SAGA_HOLD_MS); // The pivot comes too late, and everything has to be undone.
      await office.finish();
    },
  },
  caughtBy: { check: "sagas-ended-and-whole", witness: 1 },
};
