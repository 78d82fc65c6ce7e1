/** The notification agent: decides with the sagas which mails are due, and sends them by SMTP. */

import { runWorkerAgent, type WorkerAgentProgram } from "@holdfast/agent-runtime";
import { MAIL_QUEUE, SEND_MAIL } from "@holdfast/scheduling";
import { type MailGuarantees, otherGuarantees, PROMISED } from "./guarantees.ts";
import { notificationAgentRole } from "./role.ts";
import { mailSender } from "./send-mail.ts";
import { readSender } from "./sender.ts";
import { servedSagas } from "./served-sagas.ts";
import { openSmtp, SMTP_CONNECTIONS } from "./smtp.ts";

/** Shorter than the time in which the process has to stop. A mail cut off is sent by the next one. */
const LAST_MAILS_MS = 2_000;

const smtp = openSmtp(process.env.HOLDFAST_SMTP);
const sender = readSender(process.env.HOLDFAST_MAIL_FROM);

await runWorkerAgent({
  role: notificationAgentRole,
  sagas: servedSagas,
  queues: queuesUnder(PROMISED),
  async otherwise(environment) {
    const other = await otherGuarantees(environment);
    if (!other) return undefined;
    const { guarantees, widened } = other;
    return { role: widened(notificationAgentRole), queues: queuesUnder(guarantees) };
  },
  // Every mail that has been claimed finds a free connection: none waits where it could go stale.
  concurrency: { [MAIL_QUEUE]: SMTP_CONNECTIONS },
  async prepare(state, { stopping }) {
    stopping.addEventListener("abort", () => {
      state.clock.after(LAST_MAILS_MS, () => smtp.close());
    });
  },
  finish: () => smtp.close(),
});

function queuesUnder(guarantees: MailGuarantees): NonNullable<WorkerAgentProgram["queues"]> {
  return { [MAIL_QUEUE]: { [SEND_MAIL]: mailSender({ smtp, sender, guarantees }) } };
}
