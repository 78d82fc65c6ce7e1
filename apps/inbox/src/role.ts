/** What the inbox may write: the mails that it was sent, and where it is reached. */

import { defineRole, keyspace, presenceWrites } from "@holdfast/shared-state";
import { SERVICES } from "./inbox-server.ts";
import { INBOX } from "./mailbox.ts";

const NAME = "inbox";

export const inboxRole = defineRole(NAME, {
  writes: [keyspace.documents(INBOX), keyspace.documents(SERVICES), ...presenceWrites(NAME)],
});
