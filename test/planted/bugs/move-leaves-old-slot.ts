import type { PlantedBug } from "../bug.ts";
import { Office } from "../office.ts";

export const moveLeavesOldSlot: PlantedBug = {
  name: "move-leaves-old-slot",
  story: "A meeting that was moved still takes the time that it had before.",
  report: "https://github.com/calcom/cal.com/issues/21589",
  patches: [
    {
      module: "apps/room-agent/dist/exchange.js",
      find: "freeBookings(tx, input.meeting, meeting);",
      replace: "",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.book("m1");
      await office.startMove("m1");
      await office.finish();
    },
  },
  caughtBy: { check: "sagas-ended-and-whole", witness: 2 },
};
