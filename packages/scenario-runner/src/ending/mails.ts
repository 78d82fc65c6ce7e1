/**
 * What arrived at the mail server: a mail for each recipient, oldest first. It is read from the commits
 * that kept the mails, since the inbox itself throws the oldest away.
 */

import type { Mail, StoreCommit } from "@holdfast/checker";
import { clock } from "../patience.ts";
import { mailAddress, type Office } from "../system/office.ts";

interface KeptMail {
  readonly receivedAt: number;
  readonly to: readonly string[];
  readonly messageId: string;
  readonly method?: string;
  readonly uid?: string;
  readonly sequence?: number;
}

export function mailsIn(commits: readonly StoreCommit[], { people }: Office): Mail[] {
  const byAddress = new Map(people.map((person) => [mailAddress(person), person]));
  const aheadMs = clock.wallMs() - clock.monotonicMs();
  return commits.flatMap(keptIn).flatMap(({ to, ...mail }) =>
    to.map(
      (address): Mail => ({
        kind: "mail",
        messageId: mail.messageId,
        method: mail.method === "CANCEL" ? "CANCEL" : "REQUEST",
        meeting: (mail.uid ?? "").replace(/@.*$/, ""),
        recipient: byAddress.get(address) ?? address,
        sequence: mail.sequence ?? 0,
        atMs: mail.receivedAt - aheadMs,
      }),
    ),
  );
}

function keptIn({ changes }: StoreCommit): KeptMail[] {
  return changes.flatMap(({ key, value }) => {
    const isMail = key[0] === "document" && key[1] === "inbox" && value !== undefined;
    return isMail ? [(value as { readonly value: KeptMail }).value] : [];
  });
}
