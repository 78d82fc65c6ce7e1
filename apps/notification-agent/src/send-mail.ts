/**
 * Sends one mail: what the task says, to whom it is for, under the name and address that they have now.
 *
 *     claim ──▶ look up ──▶ send ──▶ complete, with a record ──▶ gone
 *                  │          └── failed: retry after a while, in the end a dead letter
 *                  └── nothing to send any more: complete, with a record of why
 *
 * At least once: if this process dies between sending and completing, another sends the mail again,
 * under the same Message-ID. In order: of each meeting and recipient only the oldest task can be
 * claimed, and what is older than the latest that was sent is not sent at all.
 */

import { type TaskHandler, underClaim } from "@holdfast/agent-runtime";
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
  failTask,
  getDocument,
  isClaimed,
  type SharedState,
  type Transaction,
} from "@holdfast/shared-state";
import { composeMail, type MailFacts } from "./compose-mail.ts";
import type { Sender } from "./sender.ts";
import { latestMail, type MailRecord, recordMail, type SkipReason } from "./sent-mail.ts";
import { type Address, inboxAddress, type Smtp } from "./smtp.ts";

export interface Mailing {
  readonly smtp: Smtp;
  readonly sender: Sender;
}

type LookedUp =
  | { readonly verdict: "send"; readonly facts: MailFacts; readonly inbox: Address | undefined }
  | { readonly verdict: "skip"; readonly because: SkipReason }
  | { readonly verdict: "claim-lost" };

export function mailSender(mailing: Mailing): TaskHandler {
  return (state, task) =>
    underClaim<MailPayload>(state, task, (claimed, signal) =>
      deliver(state, mailing, claimed, signal),
    );
}

async function deliver(
  state: SharedState,
  { smtp, sender }: Mailing,
  claimed: ClaimedTask<MailPayload>,
  signal: AbortSignal,
): Promise<void> {
  const { payload } = claimed.task;
  const id = messageId(payload, sender.domain);
  const look = (tx: Transaction) => lookUp(tx, claimed, id);
  const { value: found, revision } = await state.transact(look);
  if (found.verdict === "claim-lost") return;
  if (found.verdict === "skip") {
    await complete(state, claimed, skipped(payload, id, found.because, state.clock.wallMs()));
    return;
  }
  // A name or an address may be newer than the claim, and must not be taken back either.
  await state.engine.durable(revision);
  let smtpResponse: string;
  try {
    const mail = composeMail(found.facts, sender);
    smtpResponse = await smtp.send(mail, { inbox: found.inbox, signal });
  } catch (error) {
    await recordFailure(state, claimed, error);
    throw error;
  }
  const completed = await complete(
    state,
    claimed,
    sent(payload, id, smtpResponse, state.clock.wallMs()),
  );
  if (!completed) throw new Error(`The claim was lost after ${id} had left: it is sent once more.`);
}

function lookUp(tx: Transaction, claimed: ClaimedTask<MailPayload>, id: string): LookedUp {
  if (!isClaimed(tx, claimed)) return { verdict: "claim-lost" };
  const { payload, enqueuedAt } = claimed.task;
  const { meeting } = payload;
  const latest = latestMail(tx, payload);
  if (latest && latest.sequence >= meeting.sequence) {
    return { verdict: "skip", because: "superseded" };
  }
  const people = knownPeople(tx, [payload.recipient, meeting.organizer, ...invited(meeting)]);
  const recipient = people.get(payload.recipient);
  if (!recipient) return { verdict: "skip", because: "recipient-unknown" };
  const room = getDocument<Room>(tx, ROOMS, meeting.room)?.value.name ?? meeting.room;
  const isUpdate = latest?.method === "REQUEST";
  return {
    verdict: "send",
    facts: { payload, messageId: id, recipient, people, room, isUpdate, decidedAt: enqueuedAt },
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
  return (await state.transact(body, { cause, correlation: claimed.task.id })).value;
}

async function recordFailure(
  state: SharedState,
  { task }: ClaimedTask,
  thrown: unknown,
): Promise<void> {
  const error = thrown instanceof Error ? thrown.message : String(thrown);
  const failure = { error, now: state.clock.wallMs() };
  const note = { cause: "mail-failed", correlation: task.id };
  await state.transact((tx) => failTask(tx, task, failure), note);
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
