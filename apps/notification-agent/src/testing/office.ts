/**
 * A small office for tests: people, a room, meetings in an engine in memory, and the built-in inbox as
 * a real SMTP server beside it. Time stands still unless a test moves it.
 */

import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  type Arrangement,
  type BookMeetingInput,
  type CancelMeetingInput,
  MAIL_QUEUE,
  type MailPayload,
  type MeetingEvent,
  type MoveMeetingInput,
  meetingStream,
  PEOPLE,
  type Person,
  ROOMS,
  type Room,
} from "@holdfast/scheduling";
import {
  appendEvents,
  type DeadLetter,
  type Engine,
  keyspace,
  listDocuments,
  openSharedState,
  putDocument,
  replayDeadLetter,
  type Saga,
  type SharedState,
  type Snapshot,
  type StepHandler,
  type Task,
} from "@holdfast/shared-state";
import { engineAround, ManualClock } from "@holdfast/shared-state/engine";
import { type InboxServer, startInboxServer } from "../../../inbox/src/inbox-server.ts";
import { INBOX } from "../../../inbox/src/mailbox.ts";
import type { ReceivedMail } from "../../../inbox/src/received-mail.ts";
import { inboxRole } from "../../../inbox/src/role.ts";
import { invite } from "../invite.ts";
import { sendCancellations } from "../send-cancellations.ts";
import { mailSender } from "../send-mail.ts";
import { sendUpdates } from "../send-updates.ts";
import { readSender } from "../sender.ts";
import { type MailRecord, SENT_MAIL } from "../sent-mail.ts";
import { openSmtp } from "../smtp.ts";

const MEETING = "planning";
const HOURS = { mon: [["00:00", "24:00"] as [string, string]] };

/** 09:00 to 10:00 in Berlin, 03:00 to 04:00 in New York, on a Monday in November. */
export const ARRANGEMENT: Arrangement = {
  room: "turing",
  start: Date.UTC(2026, 10, 23, 8),
  end: Date.UTC(2026, 10, 23, 9),
  zone: "Europe/Berlin",
  required: ["ada", "grace"],
  optional: ["alan"],
};

const STAFF: Record<string, Person> = {
  ada: person("Ada Lovelace", "ada@example.org", "Europe/Berlin"),
  grace: person("Grace Hopper", "grace@example.org", "America/New_York"),
  alan: person("Alan Turing", "alan@example.org", "Europe/London"),
};

/** What may happen just before a call of `durable` returns. */
export interface Hooks {
  beforeDurable?: () => Promise<void>;
}

export class Office {
  readonly clock = new ManualClock();
  readonly meeting = MEETING;
  /** Of the agent's process and of the inbox's. */
  readonly agentHooks: Hooks = {};
  readonly inboxHooks: Hooks = {};
  readonly state: SharedState;
  readonly #inboxState: SharedState;
  readonly #smtp = openSmtp(undefined);
  readonly #send = mailSender({ smtp: this.#smtp, sender: readSender() });
  #inbox: InboxServer | undefined;

  constructor() {
    const store = createMemoryStore();
    const handle = (hooks: Hooks) => hooked(memoryEngine({ store, clock: this.clock }), hooks);
    this.state = openSharedState({ engine: handle(this.agentHooks), actor: "notification-agent" });
    const inbox = handle(this.inboxHooks);
    this.#inboxState = openSharedState({ engine: inbox, actor: "inbox", role: inboxRole });
  }

  async open(): Promise<void> {
    const room: Room = {
      ...{ name: "Alan Turing's room", capacity: 8, equipment: [], zone: "Europe/Berlin" },
      openingHours: HOURS,
    };
    await this.state.transact((tx) => {
      for (const [id, person] of Object.entries(STAFF)) putDocument(tx, PEOPLE, id, person);
      putDocument(tx, ROOMS, "turing", room);
    });
    await this.startInbox();
  }

  async close(): Promise<void> {
    this.#smtp.close();
    await this.stopInbox();
    await this.state.close();
    await this.#inboxState.close();
  }

  async startInbox(): Promise<void> {
    this.#inbox = await startInboxServer(this.#inboxState);
  }

  async stopInbox(): Promise<void> {
    await this.#inbox?.close();
    this.#inbox = undefined;
  }

  async book({ title = "Planning", description = "" } = {}): Promise<void> {
    const data = { ...ARRANGEMENT, title, description, organizer: "ada" };
    const input: BookMeetingInput = { meeting: MEETING, rooms: [data.room], ...data };
    await this.#happen({ type: "booked", data }, invite, input);
  }

  async move(arrangement: Partial<Arrangement>, uninvited: string[] = []): Promise<void> {
    const data = { ...ARRANGEMENT, ...arrangement };
    const input: MoveMeetingInput = { meeting: MEETING, rooms: [data.room], ...data };
    await this.#happen({ type: "moved", data }, sendUpdates, input, { exchange: { uninvited } });
  }

  async cancel(): Promise<void> {
    const input: CancelMeetingInput = { meeting: MEETING, reason: "Rain" };
    await this.#happen({ type: "cancelled", data: { reason: "Rain" } }, sendCancellations, input);
  }

  /** The pivot's event, and in a second commit the agent's step. */
  async #happen<Input>(
    event: MeetingEvent,
    handler: StepHandler<Input>,
    input: Input,
    results: Record<string, unknown> = {},
  ): Promise<void> {
    const { by, now } = this.state.acting();
    await this.state.transact((tx) =>
      appendEvents(tx, meetingStream(MEETING), [event], { by, now }),
    );
    const saga = {} as Saga<Input>;
    await this.state.transact((tx) => handler.perform(tx, { saga, input, results, now }));
  }

  /** The mails that could be sent now. */
  async due(): Promise<Task<MailPayload>[]> {
    const prefix = keyspace.queue(MAIL_QUEUE);
    const entries = await this.state.read((snapshot) => snapshot.range({ prefix }));
    const held = new Set(entries.filter(({ key }) => key.length > 3).map(({ key }) => key[2]));
    const tasks = entries.filter(({ key }) => key.length === 3 && !held.has(key[2]!));
    return tasks.map(({ value }) => value as Task<MailPayload>);
  }

  async dueFor(recipient: string): Promise<Task<MailPayload>> {
    const found = (await this.due()).find(({ payload }) => payload.recipient === recipient);
    if (!found) throw new Error(`No mail is due for ${recipient}.`);
    return found;
  }

  /** Tries to send it, once; the error if it failed. */
  async attempt(task: Task): Promise<unknown> {
    this.clock.advance(1);
    try {
      await this.#send(this.state, task);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Attempts whatever is due until nothing is. Returns how often it failed. */
  async attemptAll(): Promise<number> {
    let failures = 0;
    for (let due = await this.due(); due.length > 0; due = await this.due()) {
      for (const task of due) if (await this.attempt(task)) failures += 1;
    }
    return failures;
  }

  /** Every backoff is over. */
  waitOutBackoff(): void {
    this.clock.advance(60_000);
  }

  async deadLetters(): Promise<DeadLetter<MailPayload>[]> {
    const prefix = keyspace.deadLetters();
    const entries = await this.state.read((snapshot) => snapshot.range({ prefix }));
    return entries.map(({ value }) => value as DeadLetter<MailPayload>);
  }

  async replay({ task: { queue, id } }: DeadLetter): Promise<void> {
    const now = this.clock.wallMs();
    await this.state.transact((tx) => replayDeadLetter(tx, { queue, id, now }));
  }

  async received(recipient?: string): Promise<ReceivedMail[]> {
    const all = await this.#documents<ReceivedMail>(INBOX);
    return all.filter(({ to }) => !recipient || to.includes(`${recipient}@example.org`));
  }

  records(): Promise<MailRecord[]> {
    return this.#documents<MailRecord>(SENT_MAIL);
  }

  async #documents<T>(collection: string): Promise<T[]> {
    const look = (snapshot: Snapshot) => listDocuments<T>(snapshot, collection);
    return (await this.state.read(look)).map(({ value }) => value);
  }
}

export function person(name: string, email: string, zone: string): Person {
  return { name, email, zone, workingHours: HOURS };
}

function hooked(engine: Engine, hooks: Hooks): Engine {
  return engineAround(engine, {
    durable: async (revision) => {
      await hooks.beforeDurable?.();
      return engine.durable(revision);
    },
  });
}
