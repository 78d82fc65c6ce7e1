import { freeRooms } from "@holdfast/scheduling";
import type { PlantedBug } from "../bug.ts";
import { followedBy } from "../followed.ts";
import { slot } from "../stage.ts";

export const releasedHoldStaysInView: PlantedBug = {
  name: "released-hold-stays-in-view",
  story: "The view of free rooms learns of holds when they are placed, and not that they are gone.",
  patches: [
    {
      module: "packages/scheduling/dist/free-rooms.js",
      find: 'view.delete(["hold", id]);',
      replace: "return;",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const ada = await stage.agent("ada");
      await followedBy(stage, freeRooms, async () => {
        const placed = await ada.holds.place(slot("10:00", "11:00"), { by: "ada", forMs: 60_000 });
        if (placed.ok) await ada.holds.release(placed.hold);
      });
    },
  },
  caughtBy: { check: "projections-converge", witness: 1 },
};
