import type { PlantedBug } from "../bug.ts";
import { Office } from "../office.ts";

export const mailBeforeDurable: PlantedBug = {
  name: "mail-before-durable",
  story:
    "Who takes up a mail sees the booking and sends it, before the disk has the booking for good.",
  patches: [
    {
      module: "packages/agent-runtime/dist/claimed-work.js",
      find: "await state.engine.durable(revision);",
      replace: "",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const disk = stage.slowDown();
      const office = await Office.open(stage);
      await stage.sync();
      await office.book("m1");
      const sending = office.sendMails();
      await Promise.race([sending, disk.waitedFor]);
      stage.cutPower();
      await sending;
    },
  },
  caughtBy: { check: "nothing-told-is-lost", witness: 3 },
};
