import { type PlantedBug, STORE } from "../bug.ts";
import { Office } from "../office.ts";
import { at } from "../stage.ts";

export const twoSagasOnOneSubject: PlantedBug = {
  name: "two-sagas-on-one-subject",
  story: "Two people move one meeting at once, and nobody notices that it is being moved already.",
  report: "https://github.com/calcom/cal.com/issues/12922",
  patches: [
    {
      module: `${STORE}/sagas.js`,
      find: "if (openSaga !== undefined)",
      replace: "if (openSaga === id)",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.book("m1");
      await office.startMove("m1", { start: at("14:00"), end: at("15:00") }, "move-1");
      await office.startMove("m1", { start: at("16:00"), end: at("17:00") }, "move-2");
      await office.finish();
    },
  },
  caughtBy: { check: "sagas-ended-and-whole", witness: 2 },
};
