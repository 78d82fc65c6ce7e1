/**
 * The mailbox: received mails as documents, of which the newest are kept.
 *
 * Ids begin with the time of receipt, so that their order is the mails' order. The commit that adds a
 * mail also removes the oldest ones. A transaction cannot look for those, so the mailbox remembers
 * all ids; of another process's mails it learns when it is opened anew.
 */

import {
  inSnapshot,
  type Key,
  keyspace,
  putDocument,
  type Revision,
  type SharedState,
  type Transaction,
} from "@holdfast/shared-state";
import type { ReceivedMail } from "./received-mail.ts";

export const INBOX = "inbox";
export const MAILS_KEPT = 5_000;

/** So many of the oldest mails leave in one commit, at most. */
const TRIMMED_AT_ONCE = 20;
const PAGE = 100;

export interface Mailbox {
  /** Resolves once the mail would survive a power cut. */
  add(mail: ReceivedMail): Promise<void>;
}

export async function openMailbox(state: SharedState, keep = MAILS_KEPT): Promise<Mailbox> {
  const ids = await storedIds(state);
  return {
    async add(mail) {
      const id = `${String(mail.receivedAt).padStart(15, "0")}-${state.newId()}`;
      const surplus = Math.max(0, ids.length + 1 - keep);
      const oldest = ids.splice(0, Math.min(surplus, TRIMMED_AT_ONCE));
      const revision = await replaceOldest(state, oldest, id, mail).catch((error: unknown) => {
        ids.unshift(...oldest);
        throw error;
      });
      insertInOrder(ids, id);
      await state.engine.durable(revision);
    },
  };
}

async function replaceOldest(
  state: SharedState,
  oldest: readonly string[],
  id: string,
  mail: ReceivedMail,
): Promise<Revision> {
  const body = (tx: Transaction) => {
    // No id is ever used again, so nothing has to remember that these had been here.
    for (const old of oldest) tx.delete(keyspace.document(INBOX, old));
    putDocument(tx, INBOX, id, mail);
  };
  return (await state.transact(body, { cause: "mail-received" })).revision;
}

/** Page by page: together the mails may be larger than what a process should hold. */
async function storedIds({ engine }: SharedState): Promise<string[]> {
  const { found } = await inSnapshot(engine, async (snapshot) => {
    const ids: string[] = [];
    const prefix = keyspace.documents(INBOX);
    let after: Key | undefined;
    for (;;) {
      const page = await snapshot.range({ prefix, limit: PAGE, ...(after ? { after } : {}) });
      ids.push(...page.map(({ key }) => String(key[2])));
      after = page.at(-1)?.key;
      if (page.length < PAGE) return ids;
    }
  });
  return found;
}

/** The wall clock may have gone back since the last mail. */
function insertInOrder(ids: string[], id: string): void {
  let at = ids.length;
  while (at > 0 && ids[at - 1]! > id) at -= 1;
  ids.splice(at, 0, id);
}
