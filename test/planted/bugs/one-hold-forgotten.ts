import type { PlantedBug } from "../bug.ts";
import { Office } from "../office.ts";

export const oneHoldForgotten: PlantedBug = {
  name: "one-hold-forgotten",
  story: "Undoing a step forgets the first of several people, whose time stays held.",
  patches: [
    {
      module: "apps/calendar-agent/dist/hold-calendars.js",
      find: "for (const person of input.required) {",
      replace: "for (const person of input.required.slice(1)) {",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.bookUntilHeld("m1");
      await office.stopBooking("m1");
      await office.finish();
    },
  },
  caughtBy: { check: "no-orphan-hold", witness: 2 },
};
