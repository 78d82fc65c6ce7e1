import { agenda } from "@holdfast/scheduling";
import type { PlantedBug } from "../bug.ts";
import { followedBy } from "../followed.ts";
import { Office } from "../office.ts";

export const cancelledStaysOnAgenda: PlantedBug = {
  name: "cancelled-stays-on-agenda",
  story: "Whoever is invited finds the meeting on their agenda, also when nobody will come.",
  patches: [
    {
      module: "packages/scheduling/dist/agenda.js",
      find: 'meeting.status === "standing" ?',
      replace: "true ?",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await followedBy(stage, agenda, async () => {
        await office.book("m1");
        await office.startCancelling("m1");
        await office.finish();
      });
    },
  },
  caughtBy: { check: "projections-converge", witness: 1 },
};
