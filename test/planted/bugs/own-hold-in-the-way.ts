import type { PlantedBug } from "../bug.ts";
import { Office } from "../office.ts";
import { slot, told } from "../stage.ts";

export const ownHoldInTheWay: PlantedBug = {
  name: "own-hold-in-the-way",
  story: "Who has reserved a slot cannot book it: it is reserved.",
  report: "https://github.com/calcom/cal.com/issues/10973",
  patches: [
    {
      module: "apps/room-agent/dist/hold-room.js",
      find: "return context.input.adopt ? adopt(tx, context) : holdFirstFree(tx, context);",
      replace: "return holdFirstFree(tx, context);",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      const wanted = slot("10:00", "11:00");
      const placed = await office.ada.holds.place(wanted, { by: "ada", forMs: 60_000 });
      if (!placed.ok) return;
      const { id: hold, fence } = placed.hold;
      const input = { ...wanted, meeting: "m1" };
      const asked = { key: wanted.resource, input, expected: "ok" } as const;
      await stage.ask(office.ada, "book", asked, async () => {
        await office.startBooking("m1", { adopt: { hold, fence } });
        await office.finish();
        return told({ ok: await office.hasCompleted("book-m1") });
      });
    },
  },
  caughtBy: { check: "as-expected", witness: 1 },
};
