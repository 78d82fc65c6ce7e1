/** What arrived at the mail server: a mail for each recipient, oldest first. */

import type { Mail } from "@holdfast/checker";
import { clock } from "../patience.ts";
import { mailAddress, type Office } from "../system/office.ts";
import type { Processes } from "../system/processes.ts";

interface MailOut {
  readonly receivedAt: string;
  readonly to: readonly string[];
  readonly messageId: string;
  readonly method?: string;
  readonly uid?: string;
  readonly sequence?: number;
}

export async function readMails(processes: Processes, { people }: Office): Promise<Mail[]> {
  const { status, body } = await processes.ask<{ mails: MailOut[] }>("/api/inbox?limit=1000");
  if (status !== 200) throw new Error(`The inbox cannot be read: ${status}.`);
  const byAddress = new Map(people.map((person) => [mailAddress(person), person]));
  const aheadMs = clock.wallMs() - clock.monotonicMs();
  return body.mails.toReversed().flatMap(({ to, ...mail }) =>
    to.map(
      (address): Mail => ({
        kind: "mail",
        messageId: mail.messageId,
        method: mail.method === "CANCEL" ? "CANCEL" : "REQUEST",
        meeting: (mail.uid ?? "").replace(/@.*$/, ""),
        recipient: byAddress.get(address) ?? address,
        sequence: mail.sequence ?? 0,
        atMs: Date.parse(mail.receivedAt) - aheadMs,
      }),
    ),
  );
}
