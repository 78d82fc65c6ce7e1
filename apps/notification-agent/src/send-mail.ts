/**
 * Sends one mail: what the task says, to whom it is for, under the name and address that they have now.
 *
 *     claim, and look up ──▶ send ──▶ complete, with a record ──▶ gone
 *                   │           └── failed: retry after a while, in the end a dead letter
 *                   └── nothing to send any more: complete, with a record of why
 *
 * At least once: if this process dies between sending and completing, another sends the mail again,
 * under the same Message-ID. In order: of each meeting and recipient only the oldest task can be
 * claimed, and what is older than the latest that was sent is not sent at all.
 */

import {
  type ClaimedWork,
  recordFailure,
  type TaskHandler,
  underClaim,
} from "@holdfast/agent-runtime";
import {
  invited,
  type MailPayload,
  messageId,
  PEOPLE,
  type Person,
  ROOMS,
  type Room,
} from "@holdfast/scheduling";
import {
  type ClaimedTask,
  completeTask,
  failpoint,
  getDocument,
  type SharedState,
  type Transaction,
  taskNote,
} from "@holdfast/shared-state";
import { composeMail, type MailFacts } from "./compose-mail.ts";
import { type MailGuarantees, PROMISED } from "./guarantees.ts";
import type { Sender } from "./sender.ts";
import { latestMail, type MailRecord, recordMail, type SkipReason } from "./sent-mail.ts";
import { type Address, inboxAddress, type Smtp } from "./smtp.ts";

export interface Mailing {
  readonly smtp: Smtp;
  readonly sender: Sender;
  /** What is promised, unless it says otherwise. */
  readonly guarantees?: MailGuarantees;
}

type LookedUp =
  | { readonly verdict: "send"; readonly facts: MailFacts; readonly inbox: Address | undefined }
  | { readonly verdict: "skip"; readonly messageId: string; readonly because: SkipReason };

export function mailSender(mailing: Mailing): TaskHandler {
  const { sender, guarantees = PROMISED } = mailing;
  return (state, task) => {
    const nameMail = guarantees.nameMail(state);
    return underClaim<MailPayload, LookedUp>(
      state,
      task,
      (work) => deliver(state, mailing, work),
      (tx, { task: { payload, enqueuedAt } }) => {
        const id = nameMail(tx, messageId(payload, sender.domain));
        return lookUp(tx, payload, { messageId: id, decidedAt: enqueuedAt });
      },
      guarantees.claim,
    );
  };
}

async function deliver(
  state: SharedState,
  { smtp, sender }: Mailing,
  { claimed, lost, seen }: ClaimedWork<MailPayload, LookedUp>,
): Promise<void> {
  const { payload } = claimed.task;
  if (seen.verdict === "skip") {
    const { messageId, because } = seen;
    await complete(state, claimed, skipped(payload, messageId, because, state.clock.wallMs()));
    return;
  }
  if (lost.aborted) return; // Another has it by now.
  const id = seen.facts.messageId;
  let smtpResponse: string;
  try {
    const mail = composeMail(seen.facts, sender);
    failpoint("mail.before-sending", claimed.task);
    smtpResponse = await smtp.send(mail, { inbox: seen.inbox, signal: lost });
  } catch (error) {
    await recordFailure(state, claimed.task, error, "mail-failed");
    throw error;
  }
  failpoint("mail.after-acceptance");
  const completed = await complete(
    state,
    claimed,
    sent(payload, id, smtpResponse, state.clock.wallMs()),
  );
  if (!completed) throw new Error(`The claim was lost after ${id} had left: it is sent once more.`);
}

function lookUp(
  tx: Transaction,
  payload: MailPayload,
  facts: Pick<MailFacts, "messageId" | "decidedAt">,
): LookedUp {
  const { meeting } = payload;
  const { messageId } = facts;
  const latest = latestMail(tx, payload);
  if (latest && latest.sequence >= meeting.sequence) {
    return { verdict: "skip", messageId, because: "superseded" };
  }
  const people = knownPeople(tx, [payload.recipient, meeting.organizer, ...invited(meeting)]);
  const recipient = people.get(payload.recipient);
  if (!recipient) return { verdict: "skip", messageId, because: "recipient-unknown" };
  const room = getDocument<Room>(tx, ROOMS, meeting.room)?.value.name ?? meeting.room;
  const isUpdate = latest?.method === "REQUEST";
  return {
    verdict: "send",
    facts: { payload, recipient, people, room, isUpdate, ...facts },
    inbox: inboxAddress(tx),
  };
}

function knownPeople(tx: Transaction, ids: readonly string[]): Map<string, Person> {
  const known = new Map<string, Person>();
  for (const id of ids) {
    const person = getDocument<Person>(tx, PEOPLE, id)?.value;
    if (person) known.set(id, person);
  }
  return known;
}

/** False: the claim was lost, and nothing has been recorded. */
async function complete(
  state: SharedState,
  claimed: ClaimedTask<MailPayload>,
  record: MailRecord,
): Promise<boolean> {
  const body = (tx: Transaction) => {
    if (!completeTask(tx, claimed).ok) return false;
    recordMail(tx, claimed.task.payload, record);
    return true;
  };
  const cause = "sentAt" in record ? "mail-sent" : "mail-skipped";
  return (await state.transact(body, taskNote(claimed.task, cause))).value;
}

function sent(
  { recipient, method, meeting }: MailPayload,
  id: string,
  smtpResponse: string,
  sentAt: number,
): MailRecord {
  const { sequence } = meeting;
  return { messageId: id, recipient, method, sequence, sentAt, smtpResponse };
}

function skipped(
  { recipient, method, meeting }: MailPayload,
  id: string,
  because: SkipReason,
  skippedAt: number,
): MailRecord {
  const { sequence } = meeting;
  return { messageId: id, recipient, method, sequence, skippedAt, because };
}
