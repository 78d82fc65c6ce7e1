import { roomDays } from "@holdfast/scheduling";
import type { PlantedBug } from "../bug.ts";
import { followedBy } from "../followed.ts";
import { Office } from "../office.ts";

export const moveStaysInView: PlantedBug = {
  name: "move-stays-in-view",
  story: "A room's day is shown by what was added to it: a meeting that has moved is there twice.",
  patches: [
    {
      module: "packages/scheduling/dist/room-days.js",
      find: "for (const key of before ? placesOf(id, before) : [])",
      replace: "for (const key of [])",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await followedBy(stage, roomDays, async () => {
        await office.book("m1");
        await office.startMove("m1");
        await office.finish();
      });
    },
  },
  caughtBy: { check: "projections-converge", witness: 1 },
};
