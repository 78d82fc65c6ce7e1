/**
 * What a turned dial has of mails beside what is always there: each decision to send one has a
 * Message-ID of its own, as where nobody has thought of making it from what is sent; and the first
 * decision is written down, in the transaction that claims the mail's task, for whoever decides after it.
 */

import { getDocument, keyspace, putDocument, type Transaction } from "@holdfast/shared-state";

const MAIL_NAMES = "dial-mail-name";

export const MAIL_NAME_KEYS = keyspace.documents(MAIL_NAMES);

interface MailName {
  readonly messageId: string;
}

/**
 * The Message-ID under which a mail is to be sent.
 * @param usual what is the same for every attempt
 * @param own what is this attempt's alone
 */
export function nameMail(tx: Transaction, usual: string, own: string): string {
  const decided = getDocument<MailName>(tx, MAIL_NAMES, usual);
  if (decided) return decided.value.messageId;
  const messageId = usual.replace(/^</, `<${own}.`);
  putDocument<MailName>(tx, MAIL_NAMES, usual, { messageId });
  return messageId;
}
