import type { PlantedBug } from "../bug.ts";
import { Office } from "../office.ts";
import { at } from "../stage.ts";

const HOLD_ROOM = "apps/room-agent/dist/hold-room.js";

export const moveFreesEarly: PlantedBug = {
  name: "move-frees-early",
  story: "A move frees the old time before it is sure of the new, and is then refused.",
  patches: [
    {
      module: HOLD_ROOM,
      find: "import { closureOf,",
      replace: "import { freeBookings, getMeeting, closureOf,",
    },
    {
      module: HOLD_ROOM,
      find: "return context.input.adopt ? adopt(tx, context) : holdFirstFree(tx, context);",
      replace: `const { meeting } = getMeeting(tx, context.input.meeting);
        if (meeting) freeBookings(tx, context.input.meeting, meeting);
        return context.input.adopt ? adopt(tx, context) : holdFirstFree(tx, context);`,
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      const afternoon = { start: at("14:00"), end: at("15:00") };
      await office.book("m1");
      await office.book("m2", { ...afternoon, rooms: ["hopper"], required: ["bob"] });
      await office.startMove("m1", afternoon); // Bob cannot come.
      await office.finish();
    },
  },
  caughtBy: { check: "no-lost-acknowledged-write", witness: 2 },
};
