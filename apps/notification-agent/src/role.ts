/** What the notification agent may write: mails that are due, and what became of them. */

import { workerRole } from "@holdfast/agent-runtime";
import { MAIL_QUEUE } from "@holdfast/scheduling";
import { keyspace } from "@holdfast/shared-state";
import { LATEST_MAIL, SENT_MAIL } from "./sent-mail.ts";
import { ROLE, servedSagas } from "./served-sagas.ts";

export const notificationAgentRole = workerRole(ROLE, {
  sagas: servedSagas,
  queues: [MAIL_QUEUE],
  writes: [
    [...keyspace.lanes(), { startsWith: "mail/" }],
    keyspace.documents(SENT_MAIL),
    keyspace.documents(LATEST_MAIL),
  ],
});
