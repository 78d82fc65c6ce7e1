import type { PlantedBug } from "../bug.ts";
import { Office } from "../office.ts";

export const newMessageIdOnRetry: PlantedBug = {
  name: "new-message-id-on-retry",
  story: "A mail that is sent again is a new mail: nobody can tell that it is the same.",
  patches: [
    {
      module: "packages/scheduling/dist/mail.js",
      find: "export function messageId(payload, domain) {",
      replace: `let made = 0;
export function messageId(payload, domain) {
    made += 1;
    return \`<\${made}.\${mailId(payload).replaceAll("/", ".")}@\${domain}>\`;
}
export function stableMessageId(payload, domain) {`,
    },
  ],
  race: {
    on: "stage",
    async play(stage) {
      const office = await Office.open(stage);
      await office.book("m1", { required: ["ada"] });
      office.postbox.state = "mute";
      await office.sendMails();
      office.postbox.state = "there";
      stage.pass(60_000);
      await office.sendMails();
    },
  },
  caughtBy: { check: "exactly-one-invitation", witness: 2 },
};
