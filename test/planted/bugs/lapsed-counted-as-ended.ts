import { statistics } from "@holdfast/scheduling";
import type { PlantedBug } from "../bug.ts";
import { followedBy } from "../followed.ts";
import { slot } from "../stage.ts";

export const lapsedCountedAsEnded: PlantedBug = {
  name: "lapsed-counted-as-ended",
  story:
    "A hold that is gone counts as one that somebody has made use of, also when it has lapsed.",
  patches: [
    {
      module: "packages/scheduling/dist/statistics.js",
      find: 'const lapsed = gone && note.cause === "lease-lapsed";',
      replace: "const lapsed = false;",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const ada = await stage.agent("ada");
      await followedBy(stage, statistics, async () => {
        await ada.holds.place(slot("10:00", "11:00"), { by: "ada", forMs: 1_000 });
        stage.pass(1_000);
        await stage.reap();
      });
    },
  },
  caughtBy: { check: "projections-converge", witness: 1 },
};
