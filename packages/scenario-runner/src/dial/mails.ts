/** What agents have sent: whoever has decided to send an invitation sends it. */

import type { Mail, Operation } from "@holdfast/checker";
import type { WriteName } from "@holdfast/dial/settings";
import type { Invitee } from "./send-notification.ts";

const SENDING: WriteName = "send-notification";

/** Each decision is a mail of its own. */
export function mailsOf(operations: readonly Operation[]): Mail[] {
  return operations
    .filter(({ name, outcome }) => name === SENDING && outcome === "ok")
    .map(({ id, input, completedMs, invokedMs }) => {
      const { meeting, recipient } = input as Invitee;
      return {
        ...{ kind: "mail", messageId: id, method: "REQUEST", meeting, recipient },
        ...{ sequence: 0, atMs: completedMs ?? invokedMs },
      };
    });
}
