import type { PlantedBug } from "../bug.ts";
import { Office } from "../office.ts";

export const pivotForgetsPeople: PlantedBug = {
  name: "pivot-forgets-people",
  story: "The pivot books the room and believes that people are booked by somebody else.",
  patches: [
    {
      module: "apps/room-agent/dist/confirm.js",
      find: "confirmHolds(tx, all, input.meeting);",
      replace: "confirmHolds(tx, [room], input.meeting);",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.book("m1");
      await office.sendMails();
    },
  },
  caughtBy: { check: "sagas-ended-and-whole", witness: 1 },
};
