import { type PlantedBug, STORE } from "../bug.ts";
import { Office } from "../office.ts";

export const cancelOvertakesRequest: PlantedBug = {
  name: "cancel-overtakes-request",
  story:
    "Mails have no order: the invitation that waited for the mail server follows its cancellation.",
  patches: [
    {
      module: `${STORE}/lanes.js`,
      find: "if (lane.length > 0)",
      replace: "if (lane.length < 0)",
    },
    {
      module: "apps/notification-agent/dist/send-mail.js",
      find: "if (latest && latest.sequence >= meeting.sequence) {",
      replace: "if (latest && latest.sequence === meeting.sequence) {",
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.book("m1", { required: ["ada"] });
      office.postbox.state = "away";
      await office.sendMails();
      office.postbox.state = "there";
      await office.startCancelling("m1");
      await office.finish(); // It is not the invitation's time yet: it is tried again in a while.
      stage.pass(60_000);
      await office.sendMails();
      await office.sendMails(); // One of a lane at a time.
    },
  },
  caughtBy: { check: "exactly-one-invitation", witness: 2 },
};
