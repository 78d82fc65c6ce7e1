import { SAGA_HOLD_MS } from "@holdfast/scheduling";
import type { PlantedBug } from "../bug.ts";
import { Office } from "../office.ts";
import { at } from "../stage.ts";

const INVITE = "apps/notification-agent/dist/invite.js";
const DEFINITION = "packages/scheduling/dist/book-meeting.js";

export const mailBeforePivot: PlantedBug = {
  name: "mail-before-pivot",
  story: "The invitation leaves before the booking is certain, and then the booking fails.",
  report: "https://github.com/calcom/cal.com/issues/8806",
  patches: [
    {
      module: DEFINITION,
      find: 'pivot("confirm", { by: "room-agent" }),',
      replace: `step("invite", { by: "notification-agent" }),
    pivot("confirm", { by: "room-agent" }),`,
    },
    {
      module: DEFINITION,
      find: 'afterPivot("invite", { by: "notification-agent" }),',
      replace: "",
    },
    {
      module: INVITE,
      find: "perform(tx, { input, saga, now }) {",
      replace: `compensate() {},
    perform(tx, { input, saga, now, results }) {`,
    },
    {
      module: INVITE,
      find: "const { meeting } = getMeeting(tx, input.meeting);",
      replace: `const { room } = results["hold-room"];
        const meeting = { ...input, room, status: "standing", sequence: 0 };`,
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.book("m0", { start: at("08:00"), end: at("09:00"), required: ["cleo"] });
      await office.sendMails();
      await office.bookUntilHeld("m1");
      await office.work("notification-agent");
      await office.sendMails();
      stage.pass(SAGA_HOLD_MS); // The pivot comes too late.
      await office.finish();
    },
  },
  caughtBy: { check: "exactly-one-invitation", witness: 2 },
};
