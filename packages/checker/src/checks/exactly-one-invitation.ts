/**
 * Whoever is invited to a meeting gets one invitation to it as it stands, and nobody else gets any.
 *
 * A mail that is sent again after a crash has the same Message-ID: what counts is how many different
 * ones there are. Each state of a meeting (its sequence number) has mails of its own, and a
 * cancellation never comes before the invitation that it takes back.
 */

import { type Breach, type Check, kept, unclear, violated } from "../check.ts";
import type { History, Mail, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { invitedTo, MeetingEvents, type MeetingTurn } from "../store/meeting-events.ts";
import { SagaRecords } from "../store/saga-records.ts";
import { readKey } from "../store/store-keys.ts";
import { countInWords } from "../words.ts";

export const exactlyOneInvitation: Check = {
  name: "exactly-one-invitation",
  promise:
    "Everybody invited to a standing meeting gets one invitation to it, and nobody else any.",

  look(history) {
    const commits = commitsOf(history);
    const people = peopleIn(commits);
    const all = history
      .filter((entry) => entry.kind === "mail")
      .map((mail): Sent => ({ mail, to: people.idOf(mail.recipient) }));
    const mails = eachOnce(all);
    const story = storyOf(commits);
    const wrong =
      outOfOrder(mails) ??
      sentTwice(mails) ??
      first(mails, (sent) => toNobodyInvited(sent, story) ?? toAStranger(sent, story, people)) ??
      (hasFinished(history) ? notInvited(mails, story, people, commits) : undefined);
    if (wrong) return wrong;
    if (mails.length === 0) return undefined;
    if (commits.length === 0) return unclear("No commit says who was invited to what.");
    return kept(`${countInWords(mails.length, "mail")} about meetings looked at.`);
  },
};

interface Sent {
  readonly mail: Mail;
  /** The person's id, also when the mail was recorded with an address. */
  readonly to: string;
}

/** Every state that a meeting was in, by the meeting's id. */
type Story = ReadonlyMap<string, readonly MeetingTurn[]>;

function storyOf(commits: readonly StoreCommit[]): Story {
  const meetings = new MeetingEvents();
  const story = new Map<string, MeetingTurn[]>();
  for (const commit of commits) {
    for (const turn of meetings.apply(commit)) {
      const turns = story.get(turn.after.id);
      if (turns) turns.push(turn);
      else story.set(turn.after.id, [turn]);
    }
  }
  return story;
}

/** Who is known, and under which address: a mail may have been recorded with either. */
interface People {
  idOf(recipient: string): string;
  /** Somebody who has been removed is not written to any more. */
  wasRemoved(id: string): boolean;
  /** The commits that gave the person an address, if the history has all that ever did. */
  addressed(id: string): readonly StoreCommit[] | undefined;
}

function peopleIn(commits: readonly StoreCommit[]): People {
  const ids = new Map<string, string>();
  const removed = new Set<string>();
  const addressed = new Map<string, StoreCommit[]>();
  for (const commit of commits) {
    for (const { key, value, before } of commit.changes) {
      const about = readKey(key);
      if (about?.of !== "document" || about.collection !== "person") continue;
      if (before === 0 && !addressed.has(about.id)) addressed.set(about.id, []);
      const { value: person } = (value ?? {}) as { value?: { email?: unknown } };
      if (!person) removed.add(about.id);
      else if (typeof person.email === "string") {
        ids.set(person.email.toLowerCase(), about.id);
        addressed.get(about.id)?.push(commit);
      }
    }
  }
  return {
    idOf: (recipient) => ids.get(recipient.toLowerCase()) ?? recipient,
    wasRemoved: (id) => removed.has(id),
    addressed: (id) => {
      const found = addressed.get(id) ?? [];
      return found.length > 0 ? found : undefined;
    },
  };
}

/** One that is sent again under its Message-ID says nothing new. */
function eachOnce(mails: readonly Sent[]): Sent[] {
  const seen = new Set<string>();
  return mails.filter(({ mail: { messageId, meeting }, to }) => {
    const name = `${messageId} ${meeting} ${to}`;
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew;
  });
}

function outOfOrder(mails: readonly Sent[]): Breach | undefined {
  const cancelled = new Map<string, Mail>();
  for (const { mail, to } of mails) {
    const conversation = `${mail.meeting} ${to}`;
    const before = cancelled.get(conversation);
    if (mail.method === "CANCEL") {
      if (!before || before.sequence < mail.sequence) cancelled.set(conversation, mail);
    } else if (before && before.sequence >= mail.sequence && before.atMs < mail.atMs) {
      const said =
        `${to} was sent the cancellation ${before.messageId} of ${mail.meeting} before the ` +
        `invitation ${mail.messageId} that it takes back.`;
      return violated("cancel-before-request", conversation, [before, mail], said);
    }
  }
  return undefined;
}

function sentTwice(mails: readonly Sent[]): Breach | undefined {
  const first = new Map<string, Mail>();
  for (const { mail, to } of mails) {
    const { meeting, method, sequence } = mail;
    const name = `${meeting} ${sequence} ${method} ${to}`;
    const before = first.get(name);
    if (!before) first.set(name, mail);
    else if (before.messageId !== mail.messageId) {
      const said =
        `${to} was sent two mails (${method}, sequence ${sequence}) about ${meeting}: ` +
        `${before.messageId} and ${mail.messageId}.`;
      return violated("two-mails", name, [before, mail], said);
    }
  }
  return undefined;
}

function toNobodyInvited({ mail, to }: Sent, story: Story): Breach | undefined {
  if (story.size === 0 || to.includes("@")) return undefined; // Nobody knows whose address it is.
  const { meeting, method, sequence } = mail;
  const turns = story.get(meeting);
  const state = turns?.findLast(({ after }) => after.sequence === sequence)?.after;
  const was = (turns ?? []).some(({ after }) => invitedTo(after).includes(to));
  const is = state !== undefined && state.status === "standing" && invitedTo(state).includes(to);
  if (method === "REQUEST" ? is : was && !is) return undefined;
  const why = turns ? `${to} is not invited to it` : "there is no such meeting";
  const said = `${to} was sent ${mail.messageId} (${method}, sequence ${sequence}) about ${meeting}, and ${why}.`;
  const known = (turns ?? [...story.values()][0] ?? []).map(({ commit }) => commit);
  return violated("mail-to-nobody-invited", mail.messageId, [...known, mail], said);
}

/** An address that none of those who were ever invited to the meeting has, or ever had. */
function toAStranger({ mail, to }: Sent, story: Story, people: People): Breach | undefined {
  const turns = story.get(mail.meeting);
  if (!turns || !to.includes("@")) return undefined;
  const invited = new Set(turns.flatMap(({ after }) => invitedTo(after)));
  const addressed = [...invited].map((id) => people.addressed(id));
  if (addressed.length === 0 || addressed.includes(undefined)) return undefined;
  const said = `${to} was sent ${mail.messageId} about ${mail.meeting}, and it is nobody's address who is invited to it.`;
  const known = [...turns.map(({ commit }) => commit), ...addressed.flatMap((each) => each ?? [])];
  return violated("mail-to-stranger", mail.messageId, [...known, mail], said);
}

/** Whether mails are sent at all is seen by one that was, or by a saga that has come to its invitations. */
function notInvited(
  mails: readonly Sent[],
  story: Story,
  people: People,
  commits: readonly StoreCommit[],
): Breach | undefined {
  const sendsMail = mails[0]?.mail ?? commits.find(hasInvited);
  if (!sendsMail) return undefined;
  const invited = new Set(
    mails
      .filter(({ mail }) => mail.method === "REQUEST")
      .map(({ mail, to }) => `${mail.meeting} ${mail.sequence} ${to}`),
  );
  for (const [id, turns] of story) {
    const { after } = turns.at(-1)!;
    if (after.status !== "standing") continue;
    const person = invitedTo(after).find(
      (each) => !people.wasRemoved(each) && !invited.has(`${id} ${after.sequence} ${each}`),
    );
    if (person === undefined) continue;
    const said = `${person} is invited to ${id}, which stands (sequence ${after.sequence}), and was sent no invitation to it.`;
    const entries = [...turns.map(({ commit }) => commit), sendsMail];
    return violated("not-invited", id, entries, said);
  }
  return undefined;
}

function hasInvited(commit: StoreCommit): boolean {
  return new SagaRecords().apply(commit).some(({ after }) => "invite" in (after.results ?? {}));
}

function hasFinished(history: History): boolean {
  return history.some((entry) => entry.kind === "end" && entry.outcome === "finished");
}

function first<T>(items: readonly T[], look: (item: T) => Breach | undefined): Breach | undefined {
  for (const item of items) {
    const found = look(item);
    if (found) return found;
  }
  return undefined;
}
