import type { PlantedBug } from "../bug.ts";
import { Office } from "../office.ts";

export const closingOverlooksWhatBegan: PlantedBug = {
  name: "closing-overlooks-what-began",
  story:
    "Who closes a room looks for meetings that begin meanwhile, and leaves one that began before.",
  patches: [
    {
      module: "packages/scheduling/dist/closures.js",
      find: "if (closureOf(interval.booking) === undefined)",
      replace: "if (closureOf(interval.booking) === undefined && interval.start >= start)",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.book("m1");
      await office.close("10:30", "12:00");
      await office.finish();
    },
  },
  caughtBy: { check: "closed-rooms-are-empty", witness: 2 },
};
